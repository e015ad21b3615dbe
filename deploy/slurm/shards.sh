#!/bin/bash
# A study in ten shards, one to a task of a Slurm array. In the folder of the study's file:
#   sbatch shards.sh study.json studies/mine
#   mnist study merge studies/mine studies/mine-*-of-10     once all tasks have ended
# A task that ran out of time goes on by: sbatch --array=3 shards.sh study.json studies/mine
#SBATCH --job-name=mnist-study
#SBATCH --array=1-10
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=1G
#SBATCH --time=12:00:00
# A minute before the time is over: mnist keeps a checkpoint of each training and ends.
#SBATCH --signal=B:TERM@60
set -euo pipefail
shards=10 # as many as in --array
study=${1:?the JSON file of a study}
out=${2:?the folder of the study; each task adds to its name which shard it is}
exec mnist study run "$study" --out "$out" --shard "$SLURM_ARRAY_TASK_ID/$shards" --jobs "$SLURM_CPUS_PER_TASK" --quiet
