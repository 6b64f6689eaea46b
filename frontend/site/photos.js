// Photos of a report: each is shrunk in the browser and sent as soon as it is chosen, with a bar, "cancel" and "try again".
// Where a photo knows its place, that is offered; it is read before shrinking, which takes it out.
import { each } from "./ready.js";

const LONGEST_SIDE = 2048;
const QUALITY = 0.85;
const SMALL_B = 300_000; // not worth shrinking

class Photos {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.form = box.closest("form");
    this.input = box.querySelector("input[type=file]");
    this.list = box.querySelector("[data-uploads]");
    this.running = new Set();
    this.unsent = new Set();
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.form.addEventListener("submit", (event) => this.hold(event));
  }

  take(files) {
    // What is sent here must not be sent with the form once more.
    this.carry();
    const taken = this.form.querySelectorAll("input[name=photo]").length;
    const room = Number(this.words.most) - taken - this.running.size - this.unsent.size;
    this.say(files.length > room ? this.words.tooMany : "");
    for (const file of files.slice(0, Math.max(room, 0))) new Upload(this, file);
    if (files.length) offerPlace(this, files);
  }

  say(sentence) {
    this.box.querySelector("[data-photos-status]").textContent = sentence;
  }

  // The form goes on by itself when the last photo has arrived.
  hold(event) {
    if (!this.running.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = event.submitter ?? null;
    this.waiting?.setAttribute("aria-busy", "true");
  }

  // What could not be sent by itself goes with the form, or is kept with it.
  carry() {
    const carried = new DataTransfer();
    for (const upload of this.unsent) carried.items.add(upload.file);
    this.input.files = carried.files;
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  ended(upload) {
    this.running.delete(upload);
    if (this.running.size || this.waiting === undefined) return;
    const submitter = this.waiting;
    this.waiting = undefined;
    submitter?.removeAttribute("aria-busy");
    this.form.requestSubmit(submitter ?? undefined);
  }
}

class Upload {
  constructor(photos, file) {
    this.photos = photos;
    this.file = file;
    this.item = document.createElement("li");
    this.item.className = "upload";
    photos.list.append(this.item);
    this.send();
  }

  async send() {
    const { words, running } = this.photos;
    running.add(this);
    this.photos.unsent.delete(this);
    this.isCancelled = false;
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", this.named(words.sending));
    this.draw(bar, this.button(words.cancel, () => this.cancel()));
    this.photos.say(this.named(words.sending));
    const picture = await shrunk(this.file);
    if (this.isCancelled) return;
    const answer = await this.post(picture, bar);
    if (this.isCancelled) return;
    if (answer?.token) this.kept(answer.token, picture);
    else this.failed(answer?.sentence ?? this.named(words.failed));
    this.photos.ended(this);
  }

  post(picture, bar) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.photos.form.elements.csrfmiddlewaretoken.value);
    body.append("photo", picture, this.file.name.slice(0, 80));
    return new Promise((resolve) => {
      this.request = new XMLHttpRequest();
      this.request.responseType = "json";
      this.request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = total ? loaded / total : 0));
      this.request.addEventListener("loadend", () => resolve(this.request.response));
      this.request.open("POST", this.photos.words.keep);
      this.request.send(body);
    });
  }

  kept(token, picture) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "photo", value: token });
    this.draw(field, preview(picture, this.file.name), this.button(this.photos.words.remove, () => this.remove()));
    this.photos.say(this.named(this.photos.words.kept));
    this.photos.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  failed(sentence) {
    const said = Object.assign(document.createElement("span"), { className: "upload__wrong", textContent: sentence });
    const { retry, remove } = this.photos.words;
    this.photos.unsent.add(this);
    this.photos.carry();
    this.draw(said, this.button(retry, () => this.send()), this.button(remove, () => this.remove()));
    this.photos.say(sentence);
  }

  cancel() {
    this.isCancelled = true;
    this.request?.abort();
    this.remove();
    this.photos.ended(this);
  }

  remove() {
    this.item.remove();
    if (this.photos.unsent.delete(this)) this.photos.carry();
    this.photos.input.focus();
  }

  draw(...parts) {
    this.item.replaceChildren(...parts);
  }

  named(words) {
    return words.replace("%s", this.file.name);
  }

  button(words, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: this.named(words) });
    button.className = "usa-button usa-button--unstyled";
    button.addEventListener("click", act);
    return button;
  }
}

/** The picture as a JPEG with sides of at most LONGEST_SIDE pixels; as it is where the browser cannot read it (HEIC). */
async function shrunk(file) {
  if (file.size < SMALL_B) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(image.width * scale),
      height: Math.round(image.height * scale),
    });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // what is transparent would turn black
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}

async function offerPlace(photos, files) {
  const { elements } = photos.form;
  const offer = photos.form.querySelector("[data-photo-place]");
  if (!offer || elements.photo_at?.value) return;
  const { gps } = await import(photos.words.gps);
  for (const file of files) {
    const at = await gps(file).catch(() => null);
    if (!at) continue;
    const place = `${at.longitude.toFixed(5)} ${at.latitude.toFixed(5)}`;
    if (elements.photo_at) elements.photo_at.value = place;
    offer.querySelector("[data-found]").value = `${place} `;
    offer.hidden = false;
    return;
  }
}

function preview(picture, name) {
  const image = document.createElement("img");
  image.src = URL.createObjectURL(picture);
  image.alt = name;
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  // Browsers that cannot draw a format (HEIC) show its name.
  image.addEventListener("error", () => image.replaceWith(document.createTextNode(name)));
  return image;
}

each("[data-photos]", (box) => new Photos(box));
