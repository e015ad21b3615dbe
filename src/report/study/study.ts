import type { Axis } from '../../figures/scatter.js'

/** What the page of a study shows. */
export interface StudyReport {
  readonly name: string
  /** Of the data. */
  readonly task: string
  /** What is studied, in one line. */
  readonly summary: string
  /** What was found. */
  readonly verdict: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** What trials are judged by. */
  readonly measure: {
    readonly name: string
    /** 0.01 where values are fractions that are shown as percentages, else 1. */
    readonly unit: number
    readonly direction: 'maximize' | 'minimize'
    /** Writes a value. */
    readonly format: (value: number) => string
  }
  /** What is searched, an axis for each parameter. */
  readonly axes: readonly Axis[]
  readonly trials: readonly TrialRow[]
  /** What was measured again: the base first. */
  readonly confirmed: ConfirmedTable | undefined
  /** By parameter, the most important one first; empty where too few trials are complete. */
  readonly importance: readonly { readonly name: string; readonly value: number }[]
  /** How the importance was measured. */
  readonly importanceMethod: string
  /** The study's file. */
  readonly definition: string
  readonly command: string
}

/** A trial as the page shows it. */
export interface TrialRow {
  readonly number: number
  readonly state: string
  /** Its mean over the seeds; undefined where it has none. */
  readonly value: number | undefined
  readonly valueText: string
  /** In words. */
  readonly params: string
  /** In the order of the axes; undefined where a parameter is not active. */
  readonly place: readonly (number | undefined)[]
  readonly time: string
  /** Addresses of the reports of its trainings. */
  readonly reports: readonly { readonly name: string; readonly address: string }[]
  /** Whether it counts in the search: a confirmation does not. */
  readonly isSearch: boolean
}

/** The winners on fresh seeds. */
export interface ConfirmedTable {
  /** The first row is the header. */
  readonly rows: readonly (readonly string[])[]
  /** Means with their intervals: on the seeds that chose, and on fresh ones. */
  readonly intervals: readonly {
    readonly name: string
    readonly style: number
    readonly value: number
    readonly interval: readonly [low: number, high: number]
  }[]
}
