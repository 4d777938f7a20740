"""What ends the bot: faults that waiting does not mend, each with the line the administrator reads."""


class BotFaultError(Exception):
    """The bot cannot go on. The message is one Vietnamese line that says what to do."""

    exit_code = 1


class SecondPollerError(BotFaultError):
    """Another process polls with the same token."""

    def __init__(self) -> None:
        super().__init__(
            "Một tiến trình khác đang nhận cập nhật bằng cùng mã bot (lỗi 409). "
            "Hãy dừng tiến trình kia, hoặc dùng mã bot khác, rồi chạy lại."
        )


class TokenRefusedError(BotFaultError):
    """Telegram does not know the token."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "DAMLAM_TELEGRAM_TOKEN bị Telegram từ chối: lấy lại mã bot ở @BotFather "
            "và kiểm tra DAMLAM_TELEGRAM_API_BASE."
        )


class DatabaseAwayError(BotFaultError):
    """The database does not answer."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Cơ sở dữ liệu {address} không trả lời: kiểm tra máy chủ đang chạy và DAMLAM_DATABASE_URL đúng."
        )


class IndexNotReadyError(BotFaultError):
    """The index or the encoder is missing or of another making; the message says what to do."""


class EncoderNotReadyError(IndexNotReadyError):
    """It is the encoder."""


class ChatModelUnusableError(BotFaultError):
    """DAMLAM_CHAT_MODEL cannot be used; `remedy` says what to do."""

    exit_code = 2

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"DAMLAM_CHAT_MODEL={name} không dùng được: {remedy}")


class PortTakenError(BotFaultError):
    """The sandbox cannot listen."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Cổng {port} đang được dùng: hãy chọn cổng khác, ví dụ damlam demo --port {port + 1}.")


class ListenError(BotFaultError):
    """The bot's HTTP server cannot listen where it is told to."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Không nghe được ở {host}:{port} ({reason}): "
            "hãy đặt DAMLAM_LISTEN là địa chỉ của máy này và một cổng còn trống."
        )


class WebhookRefusedError(BotFaultError):
    """Telegram does not take the address of the webhook."""

    exit_code = 2

    def __init__(self, url: str, said: str) -> None:
        super().__init__(
            f"Telegram không nhận DAMLAM_WEBHOOK_URL={url} ({said}): cần địa chỉ https công khai, chứng chỉ hợp lệ, "
            "cổng 443, 80, 88 hoặc 8443."
        )
