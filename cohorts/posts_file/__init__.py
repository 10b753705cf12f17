"""The file of regiments and posts as people keep it: its columns, how it is read, how it is written."""
