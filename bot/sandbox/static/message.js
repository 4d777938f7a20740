// One message as a node: bubble, media, time, inline keyboard.

import { fileUrl } from "./api.js";
import { element, tick } from "./dom.js";
import { formatted } from "./text.js";

const TIME = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", hour12: false });
const SIZE_UNITS = ["B", "KB", "MB"];

/** The node of a message; `on` has `command(text)` and `key(message, button, node)`. */
export function messageNode(message, replied, on) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const classes = ["message", message.from_bot ? "theirs" : "mine", rows.length ? "keyed" : ""].filter(Boolean);
  return element(
    "article",
    { class: classes.join(" "), "data-id": message.id, "aria-label": message.from_bot ? "Bot" : "Bạn" },
    bubble(message, replied, on),
    rows.length ? keyboard(message, rows, on) : null,
  );
}

function bubble(message, replied, on) {
  const text = element("div", { class: "text" });
  text.append(formatted(message.text, message.entities, on.command));
  return element(
    "div",
    { class: "bubble" },
    replied ? element("p", { class: "reply", text: replied.text || replied.document || "Tệp" }) : null,
    media(message),
    message.text ? text : null,
    meta(message),
  );
}

function meta(message) {
  const time = element("time", { datetime: new Date(message.date * 1000).toISOString(), text: clock(message.date) });
  const node = element("span", { class: "meta" }, message.edits && message.text ? "đã sửa " : "", time);
  if (!message.from_bot) node.append(tick());
  return node;
}

export function clock(seconds) {
  return TIME.format(new Date(seconds * 1000));
}

function media(message) {
  const carried = message.media[message.kind];
  switch (message.kind) {
    case "document":
      return documentCard(carried);
    case "photo":
      return picture(carried.at(-1));
    case "sticker":
      return element("div", { class: "sticker", role: "img", "aria-label": "Nhãn dán", text: "🙂" });
    case "voice":
      return card("▶", "Tin nhắn thoại", `${carried.duration} giây`);
    case "location":
      return card("⌖", "Vị trí", `${carried.latitude}, ${carried.longitude}`);
    case "contact":
      return card("☎", carried.first_name, carried.phone_number);
    default:
      return null;
  }
}

function documentCard(file) {
  const ending = file.file_name.includes(".") ? file.file_name.split(".").at(-1).slice(0, 4).toUpperCase() : "TỆP";
  const properties = { href: fileUrl(file.file_id), download: file.file_name, "aria-label": `Tải về ${file.file_name}` };
  return card(ending, file.file_name, `${size(file.file_size)} · Tải về`, properties);
}

function card(icon, name, note, link) {
  return element(
    link ? "a" : "div",
    { class: "card", ...link },
    element("span", { class: "card-icon", "aria-hidden": "true", text: icon }),
    element(
      "span",
      { class: "card-words" },
      element("span", { class: "card-name", text: name }),
      element("span", { class: "card-note", text: note }),
    ),
  );
}

function picture(photo) {
  const address = fileUrl(photo.file_id);
  const image = element("img", { src: address, alt: "Ảnh", width: photo.width, height: photo.height, loading: "lazy" });
  return element("a", { class: "picture", href: address, target: "_blank", rel: "noopener" }, image);
}

function size(bytes) {
  const step = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  const number = bytes / 1024 ** step;
  return `${number.toLocaleString("vi", { maximumFractionDigits: step ? 1 : 0 })} ${SIZE_UNITS[step]}`;
}

function keyboard(message, rows, on) {
  const lines = rows.map((row) => element("div", { class: "keys" }, ...row.map((button) => key(message, button, on))));
  return element("div", { class: "keyboard", role: "group", "aria-label": "Các nút" }, ...lines);
}

function key(message, button, on) {
  if (button.url) {
    const away = element("span", { class: "away", "aria-hidden": "true", text: "↗" });
    return element("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text, away);
  }
  const node = element("button", { type: "button", class: "key", text: button.text });
  node.addEventListener("click", () => on.key(message, button, node));
  return node;
}
