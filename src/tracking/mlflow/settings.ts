import { UsageError } from '../../errors.js'

/** Where an MLflow server is, and how it is asked: as MLflow's own clients find it in the environment. */
export interface MlflowSettings {
  /** Address of the server, without user and password. */
  readonly address: string
  /** What every request bears: at most an `authorization`. */
  readonly headers: Readonly<Record<string, string>>
  /** What no message may show. */
  readonly secrets: readonly string[]
  readonly experiment: { readonly id: string } | { readonly name: string }
  /** Milliseconds until a request without an answer has failed. */
  readonly timeout: number
  /** How often a request is made again, where the server is away or too busy. */
  readonly retries: number
}

/**
 * Reads the settings of MLflow's own clients: `MLFLOW_TRACKING_URI`, `MLFLOW_EXPERIMENT_NAME` or `MLFLOW_EXPERIMENT_ID`,
 * `MLFLOW_TRACKING_USERNAME` with `MLFLOW_TRACKING_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`; `MLFLOW_HTTP_REQUEST_TIMEOUT`, in seconds, which
 * defaults to 30, and `MLFLOW_HTTP_REQUEST_MAX_RETRIES`, which defaults to 4.
 *
 * @throws {UsageError} if there is no address of a server, or a number is none; the message shows no password
 */
export function mlflowSettings(environment: Readonly<Record<string, string | undefined>>): MlflowSettings {
  const uri = environment.MLFLOW_TRACKING_URI ?? ''
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `mlflow: expected MLFLOW_TRACKING_URI to be the address of a server, such as http://127.0.0.1:5000, received ${uri ? withoutUser(uri) : 'none'}`,
    )
  const user = environment.MLFLOW_TRACKING_USERNAME ?? decodeURIComponent(url.username)
  const password = environment.MLFLOW_TRACKING_PASSWORD ?? decodeURIComponent(url.password)
  const token = environment.MLFLOW_TRACKING_TOKEN ?? ''
  const basic = btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))
  const authorization = user && password ? `Basic ${basic}` : token ? `Bearer ${token}` : undefined
  const { MLFLOW_EXPERIMENT_ID: id, MLFLOW_EXPERIMENT_NAME: name = 'Default' } = environment
  return {
    address: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    headers: authorization === undefined ? {} : { authorization },
    secrets: [password, token, ...(password ? [basic] : [])].filter(secret => secret !== ''),
    experiment: id ? { id } : { name },
    timeout: 1000 * numberOf(environment, 'MLFLOW_HTTP_REQUEST_TIMEOUT', 30),
    retries: numberOf(environment, 'MLFLOW_HTTP_REQUEST_MAX_RETRIES', 4),
  }
}

function numberOf(environment: Readonly<Record<string, string | undefined>>, name: string, missing: number): number {
  const text = environment[name] ?? String(missing)
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 86_400))
    throw new UsageError(`mlflow: expected ${name} to be a number from 0 to 86400, received ${text}`)
  return value
}

const withoutUser = (uri: string) => uri.replace(/\/\/[^/]*@/, '//…@')
