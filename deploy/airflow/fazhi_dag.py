"""Airflow 3: every night the batch, then one notebook by the papermill operator.

Airflow's environment needs apache-airflow-providers-standard and -papermill. On the worker the
project lies in ``PROJECT`` with its own ``.venv``; its kernel is made known once by
``jupyter kernelspec install --user --name fazhi /srv/fazhi-analysis/deploy/airflow/kernel``.
"""

from datetime import datetime, timedelta

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = "/srv/fazhi-analysis"

with DAG(
    "fazhi",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 1, "retry_delay": timedelta(minutes=5)},
):
    # All pages are one task: the batch knows which of them changed, and a second try renders
    # only what is missing.
    pages = BashOperator(
        task_id="pages",
        bash_command="deploy/run.sh batch.toml",
        cwd=PROJECT,
        execution_timeout=timedelta(hours=6),
    )

    # Every notebook of the project is an ordinary papermill notebook; this one is kept as
    # executed, under its date.
    comparison = PapermillOperator(
        task_id="comparison",
        input_nb=f"{PROJECT}/notebooks/comparison.ipynb",
        output_nb=f"{PROJECT}/reports/comparison-{{{{ ds }}}}.ipynb",
        parameters={"lang": "zh"},
        kernel_name="fazhi",
        language_name="python",
    )

    pages >> comparison
