// Writing: the growing text field, Enter to send, the menu of commands, attachments.

import { attachMenu, element } from "./dom.js";

const LARGEST_FILE = 20 * 1024 * 1024;

export class Composer {
  /** `on` has `send(text)`, `media(object)` and `refuse(text)`. */
  constructor(phone, on) {
    // The phone's id makes the ids of its menus unique on the page.
    const find = (name) => phone.querySelector(name);
    this.on = on;
    this.commands = [];
    this.form = find(".compose");
    this.draft = find(".draft");
    this.sendButton = find(".send");
    this.list = find(".commands");
    this.slash = find(".slash");
    this.file = find(".file");
    this.list.id = `${phone.id}-commands`;
    this.draft.setAttribute("aria-controls", this.list.id);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.draft.addEventListener("input", () => this.changed());
    this.draft.addEventListener("keydown", (event) => this.key(event));
    this.draft.addEventListener("blur", () => setTimeout(() => this.showCommands([]), 150));
    this.slash.addEventListener("click", () => this.toggleCommands());
    attachMenu(find(".attach"), find(".attach-menu"));
    find(".attach-menu").addEventListener("click", (event) => this.attach(event.target.dataset.attach));
    this.file.addEventListener("change", () => this.sendFile());
    this.changed();
  }

  setCommands(commands) {
    this.commands = commands;
    this.slash.hidden = commands.length === 0;
  }

  submit() {
    const text = this.draft.value.trim();
    if (!text) return;
    this.draft.value = "";
    this.changed();
    this.draft.focus();
    this.on.send(text);
  }

  changed() {
    this.draft.style.height = "auto";
    this.draft.style.height = `${this.draft.scrollHeight + 2}px`;
    this.sendButton.disabled = !this.draft.value.trim();
    const typed = /^\/([^\s]*)$/.exec(this.draft.value);
    this.showCommands(typed ? this.matching(typed[1]) : []);
  }

  matching(typed) {
    const wanted = plain(typed);
    return this.commands.filter(({ command, description }) => command.startsWith(wanted) || (wanted && plain(description).includes(wanted)));
  }

  toggleCommands() {
    const open = !this.list.hidden;
    this.draft.focus();
    this.showCommands(open ? [] : this.commands);
  }

  showCommands(commands) {
    this.shown = commands;
    this.chosen = 0;
    const options = commands.map((one) =>
      element(
        "li",
        { role: "option", id: `${this.list.id}-${one.command}`, onmousedown: (event) => this.pick(event, one) },
        element("b", { text: `/${one.command}` }),
        element("span", { text: one.description }),
      ),
    );
    this.list.replaceChildren(...options);
    this.list.hidden = commands.length === 0;
    this.slash.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.chosen));
      if (index === this.chosen) option.scrollIntoView({ block: "nearest" });
    });
    const active = this.list.children[this.chosen];
    if (active) this.draft.setAttribute("aria-activedescendant", active.id);
    else this.draft.removeAttribute("aria-activedescendant");
  }

  pick(event, command) {
    event.preventDefault();
    this.draft.value = "";
    this.changed();
    this.draft.focus();
    this.on.send(`/${command.command}`);
  }

  key(event) {
    const choosing = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (choosing && step) {
      event.preventDefault();
      this.chosen = (this.chosen + step + this.shown.length) % this.shown.length;
      this.mark();
    } else if (choosing && event.key === "Escape") {
      this.showCommands([]);
    } else if (choosing && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.draft.value = `/${this.shown[this.chosen].command}`;
      this.changed();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      if (choosing) this.pick(event, this.shown[this.chosen]);
      else {
        event.preventDefault();
        this.submit();
      }
    }
  }

  attach(kind) {
    if (!kind) return;
    if (kind !== "document" && kind !== "photo") {
      this.on.media({ kind });
      return;
    }
    this.kind = kind;
    this.file.accept = kind === "photo" ? "image/png,image/jpeg" : "";
    this.file.click();
  }

  async sendFile() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      this.on.refuse("Tệp lớn hơn 20 MB");
      return;
    }
    const caption = this.draft.value.trim();
    this.draft.value = "";
    this.changed();
    this.on.media({ kind: this.kind, name: file.name, mime_type: file.type || "application/octet-stream", content: await base64(file), caption });
  }
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
