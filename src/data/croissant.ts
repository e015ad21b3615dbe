import { describeImage } from '../task.js'
import { type Dataset, type DatasetFile, filesOf } from './dataset.js'

/**
 * Describes a dataset as Croissant 1.0 has it: JSON-LD by which others find its files, know its license and the names of its
 * classes. Croissant has no reader for files of bytes such as IDX, so there are no records of images in it: a file is described in words.
 *
 * The format is {@link https://docs.mlcommons.org/croissant/docs/croissant-spec.html | The Croissant format specification}, 1.0.
 *
 * @returns what `JSON.stringify` makes a file of
 * @example JSON.stringify(croissantOf(datasetNamed('kmnist')), null, 2)
 */
export function croissantOf(dataset: Dataset): object {
  const { name, task, about, license, homepage, citation, mirrors, parts } = dataset
  const classes = `${name}/classes`
  return {
    '@context': context,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name: task.name,
    description: `${task.name}: ${about}. ${describeImage(task)}, ${task.classes.length} classes; ${parts.training.count} training and ${parts.test.count} test images.`,
    license,
    url: homepage,
    citeAs: citation,
    distribution: filesOf(dataset).map(file => ({
      '@type': 'cr:FileObject',
      '@id': file.name,
      name: file.name,
      description: describeFile(file, dataset),
      contentUrl: `${mirrors[0]}${file.name}${file.gzip ? '.gz' : ''}`,
      contentSize: `${Math.round(file.downloadBytes ?? file.bytes)} B`,
      encodingFormat: encodingOf(file.name),
      // Of the file as it is downloaded.
      ...(file.sha256 && !file.gzip ? { sha256: file.sha256 } : { md5: file.downloadMd5 ?? file.md5 }),
    })),
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': classes,
        name: classes,
        description: 'Names of the classes, by label.',
        key: { '@id': `${classes}/label` },
        field: [field(`${classes}/label`, 'sc:Integer'), field(`${classes}/name`, 'sc:Text')],
        data: task.classes.map((name, label) => ({ [`${classes}/label`]: label, [`${classes}/name`]: name })),
      },
    ],
  }
}

/** What a file holds: `60000 training images, 28 × 28 pixels`. */
function describeFile({ name }: DatasetFile, { parts, task }: Dataset): string {
  const held = Object.entries(parts).flatMap(([part, { count, images, labels }]) => [
    ...(images.name === name ? [`${count} ${part} images, ${describeImage(task)}`] : []),
    ...(labels.name === name ? [`${count} ${part} labels`] : []),
  ])
  return held.join('; ')
}

const field = (id: string, dataType: string) => ({ '@type': 'cr:Field', '@id': id, name: id, dataType })

function encodingOf(name: string): string {
  if (name.endsWith('.bz2')) return 'application/x-bzip2'
  return name.endsWith('.zip') || name.endsWith('.npz') ? 'application/zip' : 'application/gzip'
}

/** What the specification names without a prefix, whether it is used here or not: its context is one for all. */
const terms =
  'citeAs column equivalentProperty extract field fileObject fileProperty fileSet format includes isLiveDataset jsonPath key md5 ' +
  'parentField path recordSet references regex repeated replace samplingRate separator source subField transform'

const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  dct: 'http://purl.org/dc/terms/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  sc: 'https://schema.org/',
  conformsTo: 'dct:conformsTo',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  examples: { '@id': 'cr:examples', '@type': '@json' },
  ...Object.fromEntries(terms.split(' ').map(term => [term, `cr:${term}`])),
}
