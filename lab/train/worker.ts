import { expose } from 'comlink'
import { fineTune } from './fineTune.js'
import { conclude, pause, train } from './trainer.js'

/** What the training worker does; the page only asks and shows. */
const service = { train, pause, conclude, fineTune }

export type TrainerService = typeof service

expose(service)
