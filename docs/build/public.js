import { constants } from 'node:fs'
import { copyFile, cp, mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { locateMnist } from '../../dist/index.js'

// What the site serves as it is. The lab is static, so the site has it whole, as `npm run build` left it, with MNIST beside it:
// else it would ask the mirrors.

const from = path => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const to = path => fileURLToPath(new URL(`../public/${path}`, import.meta.url))
const mode = constants.COPYFILE_FICLONE

await rm(to(''), { recursive: true, force: true })
await cp(from('dist/lab'), to('lab'), { recursive: true, mode })
await mkdir(to('lab/mnist'))
for (const { name, path } of await locateMnist({ mirrors: [] })) await copyFile(path, to(`lab/mnist/${name}`), mode)
await copyFile(from('lab/icon.svg'), to('icon.svg'))
// The start page is small: the figure at half its size, in fewer bytes.
await sharp(from('docs/predict.png')).resize({ width: 816 }).webp({ quality: 80 }).toFile(to('predict.webp'))
// The first page of the API, instead of a bare list.
await copyFile(from('docs/build/api.md'), from('docs/reference/api/index.md'))
