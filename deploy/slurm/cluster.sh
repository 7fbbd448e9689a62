#!/bin/bash
# Several nodes; the project lies on a file system that all of them see, and .venv has the extra
# "cluster". From the project folder:  sbatch deploy/slurm/cluster.sh
#SBATCH --job-name=fazhi
#SBATCH --ntasks=32
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=2G
#SBATCH --time=02:00:00
#SBATCH --dependency=singleton
#SBATCH --requeue
#SBATCH --output=slurm-%x-%j.log
set -eu
cd "$SLURM_SUBMIT_DIR"
PATH=$PWD/.venv/bin:$PATH
port=$((20000 + SLURM_JOB_ID % 20000))
scheduler=tcp://$(hostname):$port

# Workers leave by themselves when the scheduler is gone.
dask scheduler --port "$port" --no-dashboard &
trap 'kill $(jobs -p)' EXIT
srun dask worker "$scheduler" --nthreads 1 --no-dashboard --death-timeout 60 &

deploy/run.sh batch.toml --scheduler "$scheduler"
