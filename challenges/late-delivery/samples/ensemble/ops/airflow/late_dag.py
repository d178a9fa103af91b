"""Nightly: predict. Monthly: train, compare, promote. Weekly: drift."""

from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

DATA = "/data"

with DAG("late_predict", schedule="0 2 * * *", start_date=datetime(2024, 1, 1), catchup=False) as nightly:
    export = BashOperator(task_id="export", bash_command=f"shop-export --open > {DATA}/orders.csv")
    score = BashOperator(
        task_id="score",
        bash_command=f"python -m late predict --model {DATA}/model.bin --data {DATA}/orders.csv --out {DATA}/predictions.csv",
    )
    load = BashOperator(task_id="load", bash_command=f"shop-import {DATA}/predictions.csv")
    export >> score >> load

with DAG("late_train", schedule="0 3 1 * *", start_date=datetime(2024, 1, 1), catchup=False) as monthly:
    history = BashOperator(task_id="history", bash_command=f"shop-export --closed --months 11 > {DATA}/train.csv")
    train = BashOperator(
        task_id="train",
        bash_command=f"python -m late train --data {DATA}/train.csv --model {DATA}/next.bin --report {DATA}/report.json",
        env={"LATE_ARTIFACTS": f"{DATA}/artifacts"},
    )
    promote = BashOperator(task_id="promote", bash_command=f"mv {DATA}/next.bin {DATA}/model.bin")
    history >> train >> promote

with DAG("late_watch", schedule="0 4 * * 1", start_date=datetime(2024, 1, 1), catchup=False) as weekly:
    BashOperator(task_id="drift", bash_command=f"python -m late watch --old {DATA}/train.csv --new {DATA}/orders.csv")
