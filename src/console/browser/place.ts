/** Where this page came from: `https://node.example`. */
export const ownOrigin = (): string => location.origin
