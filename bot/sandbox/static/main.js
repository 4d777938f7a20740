// The page: people side by side, tabs on a narrow screen, and the stream of events that feeds them.

import * as api from "./api.js";
import { element } from "./dom.js";
import { Phone } from "./phone.js";

const FIRST_USER = "Nguyễn Văn An";
const NAMES = ["Trần Thị Bình", "Lê Hoàng Châu", "Phạm Quốc Dũng", "Võ Thị Giang", "Đặng Minh Hải", "Bùi Thanh Lan"];
const FIRST_ANSWER_MS = 60000;

const phones = new Map();
const tabs = document.getElementById("tabs");
let bot;
let seen = 0;

async function start() {
  let now = await api.state();
  if (!now.users.length) {
    await api.addUser(FIRST_USER);
    now = await api.state();
  }
  ({ bot } = now);
  seen = now.last_event;
  for (const user of now.users) await show(user);
  choose(now.users[0].id);
  api.follow(seen, handle, connected);
  await askAtOnce(phones.get(now.users[0].id));
}

async function show(user) {
  document.getElementById("bar-name").textContent = bot.first_name;
  if (phones.has(user.id)) return;
  const phone = new Phone(user, bot, addUser);
  phones.set(user.id, phone);
  document.getElementById("phones").append(phone.node);
  const tab = { type: "button", role: "tab", class: "tab", "data-user": user.id, "aria-controls": phone.node.id, text: user.name };
  tabs.append(element("button", { ...tab, onclick: () => choose(user.id) }));
  document.body.classList.toggle("several", phones.size > 1);
  await phone.load();
}

function choose(id) {
  for (const [other, phone] of phones) phone.node.classList.toggle("current", other === id);
  for (const tab of tabs.children) {
    const current = Number(tab.dataset.user) === id;
    tab.setAttribute("aria-selected", String(current));
    tab.tabIndex = current ? 0 : -1;
    if (current) tab.classList.remove("news");
  }
  phones.get(id).toEnd();
}

async function addUser() {
  const taken = new Set([...phones.values()].map((phone) => phone.user.name));
  const user = await api.addUser(NAMES.find((name) => !taken.has(name)) ?? `Người dùng ${phones.size + 1}`);
  await show(user);
  choose(user.id);
  const { node } = phones.get(user.id);
  node.scrollIntoView({ inline: "nearest", block: "nearest" });
  node.querySelector(".start").focus();
}

async function handle(event) {
  seen = event.id;
  if (event.kind === "reset") location.reload();
  if (event.kind === "bot") bot = event.data;
  if (event.kind === "user") await show(event.data);
  if (event.chat_id === null) for (const phone of phones.values()) phone.handle(event);
  else phones.get(event.chat_id)?.handle(event);
  if (event.kind === "message" && event.data.from_bot) markNews(event.chat_id);
}

function markNews(id) {
  const tab = [...tabs.children].find((one) => Number(one.dataset.user) === id);
  if (tab?.getAttribute("aria-selected") === "false") tab.classList.add("news");
}

async function connected(open) {
  document.getElementById("offline").hidden = open;
  // A server that was started anew counts its events from the beginning: everything here is gone there.
  const known = seen;
  if (open && (await api.state()).last_event < known) location.reload();
}

/** `?ask=...`: starts the bot and asks a first question, once. */
async function askAtOnce(phone) {
  const question = new URLSearchParams(location.search).get("ask");
  if (!question || phone.user.started) return;
  await phone.send("/start");
  await answered(phone);
  await phone.send(question);
}

function answered(phone) {
  const deadline = Date.now() + FIRST_ANSWER_MS;
  return new Promise((resolve) => {
    const look = () => {
      const heard = [...phone.messages.values()].some((message) => message.from_bot);
      if (heard || Date.now() > deadline) resolve();
      else setTimeout(look, 100);
    };
    look();
  });
}

tabs.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const every = [...tabs.children];
  const next = every[(every.indexOf(document.activeElement) + step + every.length) % every.length];
  next.focus();
  choose(Number(next.dataset.user));
});
document.getElementById("add-user").addEventListener("click", addUser);
document.getElementById("alert-close").addEventListener("click", () => document.getElementById("alert").close());
start();
