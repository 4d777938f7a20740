"""Be Vietnam Pro 1.002, Regular and Bold, unchanged: Copyright 2021 The Be Vietnam Pro Project Authors
(https://github.com/bettergui/BeVietnamPro), under the SIL Open Font License 1.1 (`OFL.txt`). It was drawn for
Vietnamese and has each of its letters, so that pictures look the same on every machine.
"""
