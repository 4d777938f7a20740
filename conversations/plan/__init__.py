"""The innovation plan (kế hoạch đổi mới): its questions, its check, its documents, its dialogue."""
