// Ends with 0 when the node on this machine answers /livez. For HEALTHCHECK, where there is no curl.
import { get } from 'node:http'
import { get as getSecurely } from 'node:https'

const port = process.env.TAMGA_LISTEN__PORT ?? '8440'

const asks = (ask, scheme) =>
  new Promise((resolve) => {
    // The certificate is the node's own and the road is loopback: only whether it answers is asked here.
    const request = ask(
      `${scheme}://127.0.0.1:${port}/livez`,
      { rejectUnauthorized: false, timeout: 3000 },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })

process.exitCode = (await asks(getSecurely, 'https')) || (await asks(get, 'http')) ? 0 : 1
