// Passkeys: before a form is sent, the browser is asked for one; what it answers goes into the form's hidden field.
// <form data-passkey="create|get" data-options="id of the options as JSON; without it they are fetched from the form's address">

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void prove(form);
  });
}

async function prove(form) {
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    const credential = await (form.dataset.passkey === "create" ? created(form) : asked(form));
    form.elements.credential.value = JSON.stringify(plain(credential));
    form.submit();
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    failed.hidden = false;
  }
}

async function created(form) {
  const { publicKey } = (await options(form)).creation_options;
  const alone = form.elements.passwordless?.checked;
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = known(publicKey.excludeCredentials);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: Boolean(alone),
    userVerification: alone ? "required" : publicKey.authenticatorSelection?.userVerification ?? "preferred",
  };
  return navigator.credentials.create({ publicKey });
}

async function asked(form) {
  const { publicKey } = (await options(form)).request_options;
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.allowCredentials = known(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey });
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new TypeError(`The server answered ${answer.status}.`);
  return answer.json();
}

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** What the server reads: everything binary as base64url, only what is there. */
function plain(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].filter((name) => response[name]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(parts.map((name) => [name, text(response[name])])),
  };
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
