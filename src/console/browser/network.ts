/** The one way out of the page: to the node that served it. */
export const request = (path: string, init: RequestInit): Promise<Response> => fetch(path, init)
