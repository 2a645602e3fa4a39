# Each target is enough by itself on a fresh clone.
.PHONY: demo test check lock

demo:
	@scripts/setup run
	@.venv/bin/zhaoyao demo

test:
	@scripts/setup dev
	@scripts/test

check:
	@scripts/setup dev
	@scripts/check

lock:
	@scripts/lock
