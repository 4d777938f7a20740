// Building nodes. Text always goes in as text: nothing here ever reads markup out of a message.

/** An element with properties (`class`, `text`, `on*`, anything else as an attribute) and children. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The check mark of a sent message. */
export function tick() {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 15 11");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "đã gửi");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", "M2 6l3.6 3.6L13 2");
  svg.append(path);
  return svg;
}

/** Shows a menu below a button; closes on choice, Escape and clicks elsewhere; arrows move through it. */
export function attachMenu(button, menu) {
  const items = () => [...menu.querySelectorAll("button")];
  const show = (open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    show(menu.hidden);
    if (!menu.hidden) items()[0].focus();
  });
  menu.addEventListener("click", () => show(false));
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      show(false);
      button.focus();
    }
    if (!step) return;
    event.preventDefault();
    const every = items();
    every[(every.indexOf(document.activeElement) + step + every.length) % every.length].focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) show(false);
  });
}
