import { expose } from 'comlink'
import { conclude, pause, train } from './trainer.js'

/** What the training worker does; the page only asks and shows. */
const service = { train, pause, conclude }

export type TrainerService = typeof service

expose(service)
