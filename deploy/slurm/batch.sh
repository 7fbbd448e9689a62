#!/bin/bash
# One node. From the project folder:  sbatch deploy/slurm/batch.sh
#SBATCH --job-name=fazhi
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=8
#SBATCH --mem=8G
#SBATCH --time=04:00:00
#SBATCH --dependency=singleton
#SBATCH --requeue
#SBATCH --output=slurm-%x-%j.log
set -eu
cd "$SLURM_SUBMIT_DIR"
srun deploy/run.sh batch.toml --jobs "$SLURM_CPUS_PER_TASK"
