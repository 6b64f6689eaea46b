"""What was only a member's own goes when the member does."""

from django.db import migrations

# Whoever ends a membership, by whatever way: what was only theirs goes, what is shared stays with the organization.
LEAVING = """
CREATE FUNCTION desks_member_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM desks_opening WHERE member_id = NEW.id
        OR view_id IN (SELECT id FROM desks_savedview WHERE owner_id = NEW.id AND sharing = 'nobody');
    DELETE FROM desks_savedview WHERE owner_id = NEW.id AND sharing = 'nobody';
    UPDATE desks_savedview SET owner_id = NULL WHERE owner_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER desks_member_left AFTER UPDATE OF left_at ON governments_member
FOR EACH ROW WHEN (NEW.left_at IS NOT NULL AND OLD.left_at IS NULL) EXECUTE FUNCTION desks_member_left()
"""
NOT_LEAVING = """
DROP TRIGGER desks_member_left ON governments_member;
DROP FUNCTION desks_member_left()
"""


class Migration(migrations.Migration):
    replaces = [("desks", "0003_many_get_a_priority")]
    dependencies = [("desks", "0001_first")]

    operations = [
        migrations.RunSQL(LEAVING, NOT_LEAVING),
    ]
