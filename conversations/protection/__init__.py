"""Whether a case meets the criteria of protection, what to do now, the papers for a bad day. It informs."""
