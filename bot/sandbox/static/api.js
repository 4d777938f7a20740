// The control API: what people do, and the stream of what happens.

const BASE = "/control";

async function call(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(BASE + path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const state = () => call("/state");
export const addUser = (name) => call("/users", { name });
export const transcript = (chat) => call(`/chats/${chat}/transcript`);
export const send = (user, text) => call(`/users/${user}/send`, { text });
export const press = (user, message_id, data) => call(`/users/${user}/press`, { message_id, data });
export const block = (user, blocked) => call(`/users/${user}/block`, { blocked });
export const sendMedia = (user, media) => call(`/users/${user}/media`, media);
export const fileUrl = (id) => `${BASE}/files/${encodeURIComponent(id)}`;

/** Calls `onEvent` for everything after an event, and `onConnection(true | false)` as the stream comes and goes. */
export function follow(after, onEvent, onConnection) {
  const stream = new EventSource(`${BASE}/stream?after=${after}`);
  stream.onmessage = (message) => onEvent(JSON.parse(message.data));
  stream.onopen = () => onConnection(true);
  stream.onerror = () => onConnection(false);
}
