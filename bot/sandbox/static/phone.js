// One person's phone: the chat with the bot, kept up to date by events.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { attachMenu, element } from "./dom.js";
import { clock, messageNode } from "./message.js";
import { settleQuotes } from "./text.js";

const TYPING_MS = 5500;
const TOAST_MS = 3500;
const KEY_PATIENCE_MS = 20000;
const DAY = new Intl.DateTimeFormat("vi", { day: "numeric", month: "long" });
const DOING = { typing: "đang nhập", upload_document: "đang gửi tệp", upload_photo: "đang gửi ảnh" };

export class Phone {
  constructor(user, bot, onAddUser) {
    this.user = user;
    this.messages = new Map();
    this.nodes = new Map();
    this.waitingKeys = new Map();
    this.unread = 0;
    this.node = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.find = (name) => this.node.querySelector(name);
    this.log = this.find(".log");
    this.node.id = `phone-${user.id}`;
    this.node.setAttribute("aria-label", `Điện thoại của ${user.name}`);
    this.find(".owner").textContent = user.name;
    this.composer = new Composer(this.node, {
      send: (text) => this.send(text),
      media: (media) => this.attempt(api.sendMedia(this.user.id, media)),
      refuse: (text) => this.toast(text),
    });
    this.connect(onAddUser);
    this.showBot(bot);
    this.showUser(user);
    this.tickClock();
  }

  connect(onAddUser) {
    this.find(".start").addEventListener("click", () => this.send("/start"));
    this.find(".unblock").addEventListener("click", () => this.attempt(api.block(this.user.id, false)));
    this.find('[data-do="add-user"]').addEventListener("click", onAddUser);
    this.find('[data-do="block"]').addEventListener("click", () => this.attempt(api.block(this.user.id, !this.user.blocked)));
    attachMenu(this.find(".more"), this.find(".more-menu"));
    this.log.addEventListener("scroll", () => this.scrolled());
    this.find(".to-end").addEventListener("click", () => this.toEnd("smooth"));
    this.log.addEventListener("load", () => this.atEnd && this.toEnd(), true);
    this.atEnd = true;
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.log);
  }

  async load() {
    this.log.setAttribute("aria-busy", "true");
    const { messages } = await api.transcript(this.user.id);
    messages.forEach((message) => this.messages.set(message.id, message));
    this.draw();
    this.log.removeAttribute("aria-busy");
    this.toEnd();
  }

  // Doing

  send(text) {
    this.toEnd();
    return this.attempt(api.send(this.user.id, text));
  }

  async attempt(promise) {
    try {
      return await promise;
    } catch (error) {
      this.toast(`Không gửi được: ${error.message}`);
      return null;
    }
  }

  async pressed(message, button, node) {
    if (button.copy_text) {
      await navigator.clipboard.writeText(button.copy_text.text);
      this.toast("Đã sao chép");
      return;
    }
    if (!button.callback_data || node.classList.contains("pressed")) return;
    node.classList.add("pressed");
    const release = () => node.classList.remove("pressed");
    const answer = await this.attempt(api.press(this.user.id, message.id, button.callback_data));
    if (!answer) return release();
    // The bot may have answered before we knew the query's id.
    if (this.answered?.has(answer.query_id)) return release();
    this.waitingKeys.set(answer.query_id, release);
    setTimeout(release, KEY_PATIENCE_MS);
  }

  // What happens

  handle(event) {
    const { kind, data } = event;
    if (kind === "message") this.upsert(data);
    else if (kind === "deleted") this.remove(data.id);
    else if (kind === "action") this.showDoing(DOING[data.action] ?? "đang chuẩn bị");
    else if (kind === "answer") this.showAnswer(data);
    else if (kind === "user") this.showUser(data);
    else if (kind === "bot") this.showBot(data);
  }

  upsert(message) {
    const known = this.messages.has(message.id);
    this.messages.set(message.id, message);
    if (message.from_bot && !known) this.showDoing("");
    const atEnd = this.atEnd;
    const focus = this.focusedKey(message.id);
    this.draw();
    const node = this.nodes.get(message.id);
    if (!known) node.classList.add("fresh");
    if (focus !== null) (node.querySelectorAll(".key")[focus] ?? this.composer.draft).focus();
    if (!message.from_bot) this.toEnd();
    else if (atEnd) this.reveal(node);
    else if (!known) this.count(this.unread + 1);
  }

  remove(id) {
    this.messages.delete(id);
    this.nodes.delete(id);
    this.draw();
  }

  focusedKey(id) {
    const keys = [...(this.nodes.get(id)?.querySelectorAll(".key") ?? [])];
    const index = keys.indexOf(document.activeElement);
    return index < 0 ? null : index;
  }

  showAnswer({ query_id, user_id, text, show_alert }) {
    (this.answered ??= new Set()).add(query_id);
    this.waitingKeys.get(query_id)?.();
    this.waitingKeys.delete(query_id);
    if (!text || user_id !== this.user.id) return;
    if (show_alert) this.alert(text);
    else this.toast(text);
  }

  // Showing

  draw() {
    const nodes = [];
    let previous = null;
    for (const message of this.messages.values()) {
      const day = new Date(message.date * 1000).toDateString();
      if (!previous || new Date(previous.date * 1000).toDateString() !== day) nodes.push(dayNode(message.date));
      nodes.push(this.nodeOf(message, previous));
      previous = message;
    }
    if (!nodes.length) nodes.push(this.welcome());
    reconcile(this.log, nodes);
    settleQuotes(this.log);
  }

  nodeOf(message, previous) {
    const replied = this.messages.get(message.reply_to);
    const version = `${message.edits}/${JSON.stringify(message.reply_markup)}`;
    const kept = this.nodes.get(message.id);
    if (kept?.dataset.version === version) return kept;
    const on = { command: (text) => this.send(text), key: (...press) => this.pressed(...press) };
    const node = messageNode(message, replied, on);
    node.dataset.version = version;
    this.nodes.set(message.id, node);
    if (!previous || previous.from_bot !== message.from_bot) node.classList.add("turn");
    return node;
  }

  welcome() {
    const title = element("h4", { text: "Bot này làm được gì?" });
    const words = element("p", { text: this.bot.description || `Bấm Bắt đầu để trò chuyện với ${this.bot.first_name}.` });
    return element("div", { class: "welcome" }, title, words);
  }

  showBot(bot) {
    this.bot = bot;
    this.composer.setCommands(bot.commands);
    this.find(".peer-name").textContent = bot.first_name;
    this.find(".avatar").textContent = initials(bot.first_name);
    this.showDoing("");
    if (!this.messages.size) this.draw();
  }

  showUser(user) {
    this.user = user;
    const focused = this.find(".composer").contains(document.activeElement);
    this.find(".compose").hidden = !user.started || user.blocked;
    this.find(".start").hidden = user.started || user.blocked;
    this.find(".unblock").hidden = !user.blocked;
    const block = this.find('[data-do="block"]');
    block.textContent = user.blocked ? "Bỏ chặn bot" : "Chặn bot";
    block.classList.toggle("danger", !user.blocked);
    // The button that was pressed is gone: stay in the same place.
    if (focused) [...this.find(".composer").children].find((child) => !child.hidden).querySelector(".draft")?.focus();
  }

  showDoing(what) {
    clearTimeout(this.doing);
    const status = this.find(".peer-status");
    status.textContent = what || "bot";
    status.classList.toggle("busy", Boolean(what));
    if (what) this.doing = setTimeout(() => this.showDoing(""), TYPING_MS);
  }

  toast(text) {
    clearTimeout(this.toasting);
    const node = this.find(".toast");
    node.textContent = text;
    node.hidden = false;
    this.toasting = setTimeout(() => { node.hidden = true; }, TOAST_MS);
  }

  alert(text) {
    document.getElementById("alert-text").textContent = text;
    document.getElementById("alert").showModal();
  }

  // Scrolling

  scrolled() {
    this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
    if (this.atEnd) this.count(0);
    this.find(".to-end").hidden = this.atEnd;
  }

  /** Shows a message at the end; one that is taller than the screen is read from its first line, also when the next
   * message comes before the browser has told of the scrolling. */
  reveal(node) {
    if (node.offsetHeight < this.log.clientHeight) return this.toEnd();
    this.log.scrollTo({ top: node.offsetTop - 10, behavior: "instant" });
    this.scrolled();
  }

  toEnd(behavior = "instant") {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior });
    this.count(0);
  }

  count(number) {
    this.unread = number;
    const node = this.find(".unread");
    node.textContent = number;
    node.hidden = number === 0;
  }

  tickClock() {
    this.find(".clock").textContent = clock(Date.now() / 1000);
    setTimeout(() => this.tickClock(), 20000);
  }
}

function dayNode(seconds) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  return element("div", { class: "day", text: today ? "Hôm nay" : DAY.format(date) });
}

function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();
}

/** Makes a node's children equal to a list, touching only what differs (so that focus and folded quotes stay). */
function reconcile(parent, nodes) {
  const wanted = new Set(nodes);
  [...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}
