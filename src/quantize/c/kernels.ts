// The functions that exported C consists of, in C99, of which a file has those that its operations call. Results lie in memory as rows,
// pixels, channels. Indices are int32_t, since an int may have 16 bits.

/** A function of the exported C. */
export interface Kernel {
  readonly code: string
  /** Names of the kernels that it calls. */
  readonly uses?: readonly string[]
}

const rescaleComment = `/* sum * multiplier / 2^shift to the nearest integer, halves up, plus zero, within [low, high].
   Right shifts of negative numbers keep the sign, as with every compiler for microcontrollers. */`

const rescale = `${rescaleComment}
static int32_t rescale(int32_t sum, int32_t multiplier, uint8_t shift, int32_t zero, int32_t low, int32_t high)
{
    int64_t value = ((((int64_t)sum * multiplier >> (shift - 1)) + 1) >> 1) + zero;
    return value < low ? low : value > high ? high : (int32_t)value;
}`

/** The same for shifts from 33 on, in 32 bits after the multiplication: a processor of 32 bits has no shift of 64, and calls a function for it. */
const highRescale = `${rescaleComment}
static int32_t rescale(int32_t sum, int32_t multiplier, uint8_t shift, int32_t zero, int32_t low, int32_t high)
{
    int32_t value = (((int32_t)((int64_t)sum * multiplier >> 32) >> (shift - 33)) + 1) >> 1;
    value += zero;
    return value < low ? low : value > high ? high : value;
}`

const extent = (type: string) => `/* Sizes, and places in windows. */
typedef ${type} extent;`

const dot = `static int32_t dot(const int8_t *x, const int8_t *weights, int32_t count)
{
    int32_t sum = 0;
    for (; count >= 4; count -= 4, x += 4, weights += 4)
        sum += (int32_t)x[0] * weights[0] + (int32_t)x[1] * weights[1] + (int32_t)x[2] * weights[2]
               + (int32_t)x[3] * weights[3];
    while (count-- > 0) sum += (int32_t)*x++ * *weights++;
    return sum;
}`

const convolution = `/* kernel: filters, rows, columns, channels. bias: as if all of the input had its zero taken away. */
struct convolution {
    const int8_t *kernel;
    const int32_t *bias, *multiplier;
    extent height, width, channels, rows, columns, filters;
    extent kernel_height, kernel_width, stride_y, stride_x, top, left;
    extent pool_height, pool_width, pool_stride_y, pool_stride_x;
    uint8_t shift;
    int8_t input_zero, zero, lowest;
};`

const windowSum = `/* The sum of the products of a filter with the window whose first pixel is at a row and a column. */
static int32_t window_sum(const struct convolution *c, const int8_t *x, const int8_t *weights, int32_t row, int32_t column)
{
    int32_t sum = 0, span = c->kernel_width * c->channels;
    for (int32_t y = row; y < row + c->kernel_height; y++, weights += span)
        sum += dot(x + (y * c->width + column) * c->channels, weights, span);
    return sum;
}`

const paddedWindowSum = `/* The same where a part of the window may lie beside the image. */
static int32_t padded_window_sum(
    const struct convolution *c, const int8_t *x, const int8_t *weights, int32_t row, int32_t column)
{
    int32_t sum = 0;
    if (row >= 0 && column >= 0 && row + c->kernel_height <= c->height && column + c->kernel_width <= c->width)
        return window_sum(c, x, weights, row, column);
    for (int32_t y = row; y < row + c->kernel_height; y++)
        for (int32_t i = column; i < column + c->kernel_width; i++, weights += c->channels)
            if (y >= 0 && i >= 0 && y < c->height && i < c->width)
                sum += dot(x + (y * c->width + i) * c->channels, weights, c->channels);
            else
                for (int32_t channel = 0; channel < c->channels; channel++) sum += c->input_zero * weights[channel];
    return sum;
}`

/** The result of a filter; with \`pool\`, of the window with the largest sum. */
const convolve = (name: string, windowSum: string, isPooled: boolean) => {
  const sumAt = (row: string, column: string) => `${windowSum}(c, x, weights, ${row}, ${column})`
  const [row, column] = ['row * c->stride_y - c->top', 'column * c->stride_x - c->left']
  const sum = isPooled
    ? `int32_t sum = INT32_MIN;
                for (int32_t dy = 0; dy < c->pool_height; dy++)
                    for (int32_t dx = 0; dx < c->pool_width; dx++) {
                        int32_t one = ${sumAt(
                          '(row * c->pool_stride_y + dy) * c->stride_y - c->top',
                          '(column * c->pool_stride_x + dx) * c->stride_x - c->left',
                        )};
                        if (one > sum) sum = one;
                    }`
    : `int32_t sum = ${sumAt(row, column)};`
  return `static void ${name}(const struct convolution *c, const int8_t *x, int8_t *y)
{
    const int32_t size = c->kernel_height * c->kernel_width * c->channels;
    for (int32_t row = 0; row < c->rows; row++)
        for (int32_t column = 0; column < c->columns; column++)
            for (int32_t filter = 0; filter < c->filters; filter++) {
                const int8_t *weights = c->kernel + filter * size;
                ${sum}
                *y++ = (int8_t)rescale(
                    sum + c->bias[filter], c->multiplier[filter], c->shift, c->zero, c->lowest, 127);
            }
}`
}

/** Each channel by `multiple` kernels of its own; windows beside the image see its zero. */
const depthwise = (
  name: string,
  type: string,
  bounds: string,
) => `static void ${name}(const struct convolution *c, const int8_t *x, ${type} *y, int32_t multiple)
{
    for (int32_t row = 0; row < c->rows; row++)
        for (int32_t column = 0; column < c->columns; column++) {
            const int8_t *weights = c->kernel;
            for (int32_t filter = 0, channel = 0, rest = multiple; filter < c->filters; filter++) {
                int32_t sum = c->bias[filter];
                for (int32_t ky = 0; ky < c->kernel_height; ky++) {
                    int32_t v = row * c->stride_y - c->top + ky, u = column * c->stride_x - c->left;
                    for (int32_t kx = 0; kx < c->kernel_width; kx++, u++) {
                        int32_t inside = v >= 0 && u >= 0 && v < c->height && u < c->width;
                        sum += (inside ? x[(v * c->width + u) * c->channels + channel] : c->input_zero) * *weights++;
                    }
                }
                *y++ = (${type})rescale(sum, c->multiplier[filter], c->shift, ${bounds});
                if (--rest == 0) channel++, rest = multiple;
            }
        }
}`

const denseStruct = `/* kernel: units, inputs. bias: as if all of the input had its zero taken away. */
struct dense {
    const int8_t *kernel;
    const int32_t *bias, *multiplier;
    extent inputs, units;
    uint8_t shift;
    int8_t zero, lowest;
};`

const dense = (
  name: string,
  type: string,
  bounds: string,
) => `static void ${name}(const struct dense *d, const int8_t *x, ${type} *y)
{
    const int8_t *weights = d->kernel;
    for (int32_t unit = 0; unit < d->units; unit++, weights += d->inputs)
        *y++ = (${type})rescale(
            dot(x, weights, d->inputs) + d->bias[unit], d->multiplier[unit], d->shift, ${bounds});
}`

const pooling = `struct pooling {
    extent height, width, channels, rows, columns, pool_height, pool_width, stride_y, stride_x, top, left;
};`

const pool = (
  name: string,
  collect: string,
  start: string,
  result: string,
) => `static void ${name}(const struct pooling *p, const int8_t *x, int8_t *y)
{
    for (int32_t row = 0; row < p->rows; row++)
        for (int32_t column = 0; column < p->columns; column++)
            for (int32_t channel = 0; channel < p->channels; channel++) {
                int32_t ${start};
                for (int32_t dy = 0; dy < p->pool_height; dy++)
                    for (int32_t dx = 0; dx < p->pool_width; dx++) {
                        int32_t v = row * p->stride_y - p->top + dy, u = column * p->stride_x - p->left + dx;
                        if (v < 0 || u < 0 || v >= p->height || u >= p->width) continue;
                        int32_t value = x[(v * p->width + u) * p->channels + channel];
                        ${collect}
                    }
                *y++ = (int8_t)${result};
            }
}`

const [int8Bounds, logitBounds] = ['c->zero, c->lowest, 127', '0, -MAX_LOGIT, MAX_LOGIT']

/** All kernels by name, each after those that it uses. */
export const kernels: Readonly<Record<string, Kernel>> = {
  rescale: { code: rescale },
  extent: { code: extent('int32_t') },
  dot: { code: dot },
  convolution: { code: convolution, uses: ['extent'] },
  window_sum: { code: windowSum, uses: ['dot', 'convolution'] },
  padded_window_sum: { code: paddedWindowSum, uses: ['window_sum'] },
  convolve: { code: convolve('convolve', 'window_sum', false), uses: ['window_sum', 'rescale'] },
  convolve_padded: {
    code: convolve('convolve_padded', 'padded_window_sum', false),
    uses: ['padded_window_sum', 'rescale'],
  },
  convolve_pooled: { code: convolve('convolve_pooled', 'window_sum', true), uses: ['window_sum', 'rescale'] },
  convolve_padded_pooled: {
    code: convolve('convolve_padded_pooled', 'padded_window_sum', true),
    uses: ['padded_window_sum', 'rescale'],
  },
  depthwise: { code: depthwise('depthwise', 'int8_t', int8Bounds), uses: ['convolution', 'rescale'] },
  depthwise_logits: { code: depthwise('depthwise_logits', 'int32_t', logitBounds), uses: ['convolution', 'rescale'] },
  dense_struct: { code: denseStruct, uses: ['extent'] },
  dense: { code: dense('dense', 'int8_t', 'd->zero, d->lowest, 127'), uses: ['dense_struct', 'dot', 'rescale'] },
  dense_logits: { code: dense('dense_logits', 'int32_t', logitBounds), uses: ['dense_struct', 'dot', 'rescale'] },
  pooling: { code: pooling, uses: ['extent'] },
  max_pool: { code: pool('max_pool', 'if (value > most) most = value;', 'most = -128', 'most'), uses: ['pooling'] },
  average_pool: {
    code: pool(
      'average_pool',
      'sum += value, count++;',
      'sum = 0, count = 0',
      '((sum < 0 ? sum - count / 2 : sum + count / 2) / count)',
    ),
    uses: ['pooling'],
  },
  global_average: {
    code: `/* unit: what sums are counted in, 1 / 2^n of a value, with n within the shift. */
static void global_average(const int8_t *x, int8_t *y, int32_t pixels, int32_t channels, int8_t input_zero,
                           int32_t unit, int32_t multiplier, uint8_t shift, int8_t zero)
{
    for (int32_t channel = 0; channel < channels; channel++) {
        int32_t sum = -pixels * input_zero;
        for (int32_t pixel = 0; pixel < pixels; pixel++) sum += x[pixel * channels + channel];
        y[channel] = (int8_t)rescale(sum * unit, multiplier, shift, zero, -128, 127);
    }
}`,
    uses: ['rescale'],
  },
  add: {
    code: `static void add(const int8_t *const *xs, const int8_t *zeros, const int32_t *multipliers, int32_t inputs, uint8_t shift,
                int8_t *y, int32_t count, int8_t zero, int8_t lowest)
{
    for (int32_t i = 0; i < count; i++) {
        int32_t sum = 0;
        for (int32_t input = 0; input < inputs; input++) sum += (xs[input][i] - zeros[input]) * multipliers[input];
        sum = (((sum >> (shift - 1)) + 1) >> 1) + zero;
        y[i] = (int8_t)(sum < lowest ? lowest : sum > 127 ? 127 : sum);
    }
}`,
  },
  multiply: {
    code: `static void multiply(const int8_t *x, const int8_t *factors, int8_t *y, int32_t count, int32_t channels, int8_t x_zero,
                     int8_t factor_zero, int32_t multiplier, uint8_t shift, int8_t zero, int8_t lowest)
{
    for (int32_t i = 0; i < count; i++)
        y[i] = (int8_t)rescale((x[i] - x_zero) * (int32_t)(factors[i % channels] - factor_zero), multiplier, shift, zero,
                               lowest, 127);
}`,
    uses: ['rescale'],
  },
  activation: {
    code: `static void activation(const int8_t *x, int8_t *y, int32_t count, const int8_t *table)
{
    for (int32_t i = 0; i < count; i++) y[i] = table[x[i] + 128];
}`,
  },
  join: {
    code: `/* Copies the channels of one input to where they belong among those of all. */
static void join(const int8_t *x, int8_t *y, int32_t pixels, int32_t own, int32_t channels)
{
    for (int32_t pixel = 0; pixel < pixels; pixel++, y += channels)
        for (int32_t channel = 0; channel < own; channel++) y[channel] = *x++;
}`,
  },
  pad: {
    code: `static void pad(const int8_t *x, int8_t *y, int32_t height, int32_t row, int32_t above, int32_t before, int32_t after,
                int32_t below, int8_t zero)
{
    for (int32_t i = 0; i < above; i++) *y++ = zero;
    for (int32_t line = 0; line < height; line++) {
        for (int32_t i = 0; i < before; i++) *y++ = zero;
        for (int32_t i = 0; i < row; i++) *y++ = *x++;
        for (int32_t i = 0; i < after; i++) *y++ = zero;
    }
    for (int32_t i = 0; i < below; i++) *y++ = zero;
}`,
  },
  crop: {
    code: `static void crop(const int8_t *x, int8_t *y, int32_t height, int32_t row, int32_t whole_row)
{
    for (int32_t line = 0; line < height; line++, x += whole_row)
        for (int32_t i = 0; i < row; i++) *y++ = x[i];
}`,
  },
  reorder: {
    code: `/* The same values under another shape, in the order of channels, rows, columns. */
static void reorder(const int8_t *x, int8_t *y, int32_t channels, int32_t pixels, int32_t new_channels, int32_t new_pixels)
{
    for (int32_t i = 0; i < channels * pixels; i++)
        y[i % new_pixels * new_channels + i / new_pixels] = x[i % pixels * channels + i / pixels];
}`,
  },
}

/** What a file's kernels may take for granted. */
export interface KernelBounds {
  /** The least shift that `rescale` is called with. */
  readonly leastShift: number
  /** The largest size of an image, and of all that one filter multiplies. */
  readonly largestExtent: number
}

/** The code of kernels and of all that they use, each once and after what it uses. */
export function kernelCode(names: Iterable<string>, { leastShift, largestExtent }: KernelBounds): string {
  const needed = new Set<string>()
  const need = (name: string) => {
    for (const used of kernels[name]!.uses ?? []) need(used)
    needed.add(name)
  }
  for (const name of names) need(name)
  const smaller: Readonly<Record<string, string>> = {
    ...(leastShift >= 33 && { rescale: highRescale }),
    ...(largestExtent < 2 ** 15 && { extent: extent('int16_t') }),
  }
  return Object.keys(kernels)
    .filter(name => needed.has(name))
    .map(name => smaller[name] ?? kernels[name]!.code)
    .join('\n\n')
}
