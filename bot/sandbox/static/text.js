// A message's text and entities as nodes.

import { element } from "./dom.js";

const SIMPLE = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const SAFE_LINK = /^(https?:|tg:|mailto:)/i;

/** Nodes for a text with Bot API entities (offsets in UTF-16 units, as JavaScript counts). */
export function formatted(text, entities, onCommand) {
  const box = document.createDocumentFragment();
  fill(box, text, 0, text.length, entities, onCommand);
  return box;
}

function fill(parent, text, start, end, entities, onCommand) {
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = entity.offset + entity.length;
    if (entity.offset < at || stop > end) continue;
    parent.append(text.slice(at, entity.offset));
    const inner = entities.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset + other.length <= stop);
    const [outer, body] = wrapper(entity, text.slice(entity.offset, stop), onCommand);
    fill(body, text, entity.offset, stop, inner, onCommand);
    parent.append(outer);
    at = stop;
    // A block starts a line of its own: the line feed after it would show as an empty line.
    if (/pre|blockquote/.test(entity.type) && text[at] === "\n") at += 1;
  }
  parent.append(text.slice(at, end));
}

function wrapper(entity, content, onCommand) {
  const whole = (node) => [node, node];
  switch (entity.type) {
    case "text_link":
    case "url":
    case "email":
      return whole(link(entity, content));
    case "bot_command":
      return whole(element("button", { type: "button", class: "command", onclick: () => onCommand(content) }));
    case "spoiler":
      return whole(spoiler());
    case "blockquote":
      return whole(element("blockquote"));
    case "expandable_blockquote":
      return expandable();
    default:
      return whole(element(SIMPLE[entity.type] ?? "span"));
  }
}

function link(entity, content) {
  const address = entity.url ?? (entity.type === "email" ? `mailto:${content}` : content);
  if (!SAFE_LINK.test(address)) return element("span");
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const node = element("button", { type: "button", class: "spoiler", "aria-expanded": "false" });
  node.addEventListener("click", () => node.setAttribute("aria-expanded", "true"));
  return node;
}

function expandable() {
  const body = element("div", { class: "quote-body" });
  const toggle = element("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", text: "Xem thêm", hidden: true });
  const quote = element("blockquote", { class: "folded" }, body, toggle);
  toggle.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!folded));
    toggle.textContent = folded ? "Xem thêm" : "Thu gọn";
  });
  return [quote, body];
}

/** Shows the toggles of those quotations that are really cut; call once the node is in the page. */
export function settleQuotes(node) {
  for (const body of node.querySelectorAll(".folded .quote-body")) {
    body.nextElementSibling.hidden = body.scrollHeight <= body.clientHeight + 1;
  }
}
