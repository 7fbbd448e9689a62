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
scheduler=tls://$(hostname):$port

# A scheduler runs what anybody sends it who reaches its port: only who has this job's key may.
umask 077
keys=$(mktemp -d "$PWD/.cluster-XXXXXXXX")
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$keys"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -days 7 -subj /CN=fazhi \
  -keyout "$keys/key.pem" -out "$keys/cert.pem" 2>/dev/null
export DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION=True
export DASK_DISTRIBUTED__COMM__TLS__CA_FILE="$keys/cert.pem"
for role in CLIENT SCHEDULER WORKER; do
  export "DASK_DISTRIBUTED__COMM__TLS__${role}__CERT=$keys/cert.pem"
  export "DASK_DISTRIBUTED__COMM__TLS__${role}__KEY=$keys/key.pem"
done

# Workers leave by themselves when the scheduler is gone.
dask scheduler --protocol tls --port "$port" --no-dashboard &
srun dask worker "$scheduler" --nthreads 1 --no-dashboard --death-timeout 60 &

deploy/run.sh batch.toml --scheduler "$scheduler"
