// The journal of a study is a file of Optuna's JournalStorage: a line of JSON for each operation, in the order in which they count.
// Source: optuna/storages/journal/_storage.py of Optuna 5.0, JournalOperation and JournalStorageReplayResult. Optuna itself reads it,
// adds to it and shows it; what it added is read here.

/** Operations, by Optuna's numbers. */
export const operations = {
  CREATE_STUDY: 0,
  DELETE_STUDY: 1,
  SET_STUDY_USER_ATTR: 2,
  SET_STUDY_SYSTEM_ATTR: 3,
  CREATE_TRIAL: 4,
  SET_TRIAL_PARAM: 5,
  SET_TRIAL_STATE_VALUES: 6,
  SET_TRIAL_INTERMEDIATE_VALUE: 7,
  SET_TRIAL_USER_ATTR: 8,
  SET_TRIAL_SYSTEM_ATTR: 9,
  /** Of another implementation; Optuna passes over it. */
  DISCARD_TRIALS: 10,
} as const

/** States of a trial, in the order of Optuna's numbers. */
export const states = ['running', 'complete', 'pruned', 'failed', 'waiting'] as const
export type JournalState = (typeof states)[number]
