"""Updates in the shapes of the Bot API, with what people and attackers put into them, and some that are broken."""

from typing import Any

from hypothesis import strategies as st

from tests.fuzzing.texts import anything, messages, texts

Json = dict[str, Any]

CHATS = 3
"""Private chats in one example; a shape holds 0, 1 or 2, which the house makes real ids."""
CHAT = "fuzz-chat"
SHOWN = "fuzz-shown"
"""Key of a press that stands for a button that the bot has shown: the number says which."""

huge = st.one_of(
    st.sampled_from([0, -1, 1, 2**31, 2**52, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63), 10**40]),
    st.integers(),
)
short = st.one_of(texts.map(lambda text: text[:64]), anything)
dates = st.one_of(st.integers(1_700_000_000, 1_800_000_000), huge)
files = st.fixed_dictionaries(
    {"file_id": short, "file_unique_id": short},
    optional={
        "file_size": huge,
        "file_name": texts,
        "mime_type": short,
        "width": huge,
        "height": huge,
        "duration": huge,
    },
)
people = st.fixed_dictionaries(
    {"id": st.just(CHAT), "is_bot": st.booleans(), "first_name": texts},
    optional={"last_name": texts, "username": short, "language_code": short},
)
private = st.fixed_dictionaries({"id": st.just(CHAT), "type": st.just("private")}, optional={"first_name": texts})
groups = st.fixed_dictionaries(
    {"id": st.integers(-(2**52), -1), "type": st.sampled_from(["group", "supergroup", "channel", "sideways"])},
    optional={"title": texts, "is_forum": st.booleans()},
)
chats = st.one_of(private, private, private, private, groups)
entities = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["bold", "bot_command", "text_link", "mention", "?"]), "offset": huge, "length": huge},
        optional={"url": short, "user": people},
    ),
    max_size=3,
)
origins = st.fixed_dictionaries(
    {"type": st.sampled_from(["user", "hidden_user", "chat", "channel"]), "date": dates},
    optional={"sender_user": people, "sender_user_name": texts, "chat": groups},
)

CONTENTS: dict[str, st.SearchStrategy[Any]] = {
    "photo": st.lists(files, max_size=3),
    "document": files,
    "animation": files,
    "audio": files,
    "voice": files,
    "video": files,
    "video_note": files,
    "sticker": files,
    "contact": st.fixed_dictionaries({"phone_number": short, "first_name": texts}),
    "location": st.fixed_dictionaries(
        {"latitude": st.floats(allow_nan=False), "longitude": st.floats(allow_nan=False)}
    ),
    "venue": st.fixed_dictionaries({"title": texts, "address": texts}),
    "poll": st.fixed_dictionaries({"id": short, "question": texts}),
    "dice": st.fixed_dictionaries({"emoji": short, "value": huge}),
    "story": st.fixed_dictionaries({"id": huge}),
    "game": st.fixed_dictionaries({"title": texts}),
    "invoice": st.fixed_dictionaries({"title": texts, "total_amount": huge}),
    "giveaway": st.fixed_dictionaries({"winner_count": huge}),
    "checklist": st.fixed_dictionaries({"title": texts}),
    "paid_media": st.fixed_dictionaries({"star_count": huge}),
    "new_chat_members": st.lists(people, max_size=2),
    "left_chat_member": people,
    "pinned_message": st.fixed_dictionaries({"message_id": huge, "date": dates, "chat": chats}),
    "migrate_to_chat_id": huge,
    "web_app_data": st.fixed_dictionaries({"data": texts, "button_text": texts}),
}


@st.composite
def message(draw: st.DrawFn) -> Json:
    """A message: text, or contents of any kind with or without a caption."""
    body: Json = {"message_id": draw(st.one_of(st.integers(1, 9999), huge)), "date": draw(dates), "chat": draw(chats)}
    if draw(st.booleans()):
        body["from"] = draw(people)
    if draw(st.integers(0, 3)):
        body["text"] = draw(messages)
    else:
        kind = draw(st.sampled_from(sorted(CONTENTS)))
        body |= {kind: draw(CONTENTS[kind])}
        if draw(st.booleans()):
            body["caption"] = draw(messages)
    extra = draw(st.integers(0, 7))
    if extra == 0:
        body["entities"] = draw(entities)
    elif extra == 1:
        body |= {"forward_origin": draw(origins)}
    elif extra == 2:
        body["reply_to_message"] = {"message_id": 1, "date": 0, "chat": body["chat"], "text": draw(texts)}
    elif extra == 3:
        body |= {"from_the_future": draw(texts), "edit_date": draw(dates), "media_group_id": draw(short)}
    return body


@st.composite
def press(draw: st.DrawFn) -> Json:
    """A press of a button: one that was shown, one that nobody made, one under an inline message."""
    query: Json = {"id": draw(short), "from": draw(people), "chat_instance": draw(short)}
    kind = draw(st.integers(0, 5))
    if kind <= 2:
        return query | {SHOWN: draw(st.integers(0, 40)), "message": {"message_id": 1, "date": 1, "chat": draw(private)}}
    if kind == 3:
        return query | {"inline_message_id": draw(short), "data": draw(texts)}
    query["message"] = {
        "message_id": draw(st.one_of(st.integers(1, 500), huge)),
        "date": draw(dates),
        "chat": draw(chats),
    }
    if draw(st.booleans()):
        actions = ["article", "more", "others", "helpful", "place", "set-place", "example", "stale", "x"]
        args = draw(st.lists(st.one_of(short, huge.map(str)), max_size=3))
        query["data"] = "|".join([draw(st.sampled_from(actions)), *args])
    elif draw(st.booleans()):
        query["data"] = draw(texts)
    else:
        query["game_short_name"] = draw(short)
    return query


@st.composite
def member(draw: st.DrawFn) -> Json:
    """The bot's own standing in a chat changed."""
    statuses = st.sampled_from(["member", "kicked", "left", "administrator", "restricted", "creator", "?"])
    old, new = ({"user": draw(people), "status": draw(statuses), "until_date": draw(dates)} for _ in range(2))
    return {
        "chat": draw(chats),
        "from": draw(people),
        "date": draw(dates),
        "old_chat_member": old,
        "new_chat_member": new,
    }


OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "edited_message": message(),
    "channel_post": message(),
    "edited_channel_post": message(),
    "business_message": message(),
    "inline_query": st.fixed_dictionaries({"id": short, "from": people, "query": texts, "offset": short}),
    "chosen_inline_result": st.fixed_dictionaries({"result_id": short, "from": people, "query": texts}),
    "chat_member": member(),
    "poll": st.fixed_dictionaries({"id": short, "question": texts}),
    "poll_answer": st.fixed_dictionaries({"poll_id": short, "user": people, "option_ids": st.lists(huge, max_size=3)}),
    "message_reaction": st.fixed_dictionaries({"chat": chats, "message_id": huge, "date": dates}),
    "pre_checkout_query": st.fixed_dictionaries({"id": short, "from": people, "total_amount": huge}),
    "purchased_paid_media": st.fixed_dictionaries({"from": people, "paid_media_payload": texts}),
    "from_the_future": st.recursive(
        st.one_of(st.none(), st.booleans(), huge, texts), lambda inner: st.lists(inner, max_size=2), max_leaves=4
    ),
}


@st.composite
def broken(draw: st.DrawFn) -> Json:
    """A known kind whose insides are of no shape of the Bot API."""
    inside = st.one_of(st.none(), huge, texts, st.lists(huge, max_size=2), st.dictionaries(short, texts, max_size=3))
    whole = draw(st.one_of(message(), press(), member()))
    for name in draw(st.lists(st.sampled_from(sorted(whole)), max_size=2)):
        whole[name] = draw(inside)
    return {draw(st.sampled_from(["message", "callback_query", "my_chat_member"])): whole}


@st.composite
def update(draw: st.DrawFn) -> Json:
    """One update but for its id, with the number of the chat that it belongs to."""
    kind = draw(st.integers(0, 19))
    number = draw(st.integers(0, CHATS - 1))
    if kind <= 9:
        body = {"message": draw(message())}
    elif kind <= 14:
        body = {"callback_query": draw(press())}
    elif kind == 15:
        body = {"my_chat_member": draw(member())}
    elif kind <= 17:
        name = draw(st.sampled_from(sorted(OTHERS)))
        body = {name: draw(OTHERS[name])}
    else:
        body = draw(broken())
    return {CHAT: number, **body}
