"""Asking for a task inside a larger statement, where a journey of its own to the database would cost too much."""


def deferring(name: str, *, lock: str, arguments: str) -> str:
    """An SQL expression that defers a task, as `defer` does; `lock` and `arguments` (jsonb) are SQL expressions too.

    The type and the function are Procrastinate's own, which its Python side calls as well.
    """
    job = f"ROW('default', '{name}', 0, {lock}, NULL, {arguments}, NULL)::procrastinate_job_to_defer_v1"
    return f"procrastinate_defer_jobs_v1(ARRAY[{job}])"
