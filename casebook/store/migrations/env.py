"""Runs the migrations on the connection that :mod:`casebook.store.schema` hands in."""

from alembic import context

from casebook.store.models import Model

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
