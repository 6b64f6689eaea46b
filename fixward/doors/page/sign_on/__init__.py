"""Coming in through an organization's own OpenID Connect provider. The rules are in domain/governments/sign_on.py."""
