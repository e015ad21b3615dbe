import { expose } from 'comlink'
import { createReaderService } from './service.js'

expose(createReaderService())
