"""``python -m zhaoyao`` is the same as ``zhaoyao``."""

from zhaoyao.cli import main

main(prog_name="zhaoyao")
