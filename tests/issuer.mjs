// A certified OpenID provider for the tests. Whoever types an address there is that person; one that begins with
// "unproved" has an e-mail address that is not verified.
import { Provider } from "oidc-provider";

const { ISSUER, CLIENT, SECRET, REDIRECT } = process.env;

const provider = new Provider(ISSUER, {
  clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [REDIRECT], grant_types: ["authorization_code"] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["only for tests"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unproved"), name: "Somebody" }),
  }),
});
provider.listen(Number(new URL(ISSUER).port), "127.0.0.1");
