"""The sentence encoder: the packaged multilingual model, how its folder is built, and the LangChain adapter."""
