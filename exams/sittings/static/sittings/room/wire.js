// Requests to the server. The token travels in a header: never in an address, never in a log.

const TIMEOUT_MS = 10000;

export class Wire {
  /** `heard(reply)` is told of every reply that carries the server's time. */
  constructor(token, heard) {
    this.token = token;
    this.heard = heard;
  }

  /**
   * Ask the server and return {status, body, sent, received}; never throws.
   *
   * Status 0: nothing came back. `sent` and `received` are readings of performance.now().
   */
  async ask(method, url, body) {
    const breaker = new AbortController();
    const timer = setTimeout(() => breaker.abort(), TIMEOUT_MS);
    const sent = performance.now();
    try {
      const response = await fetch(url, {
        method,
        signal: breaker.signal,
        cache: "no-store",
        credentials: "omit", // the token alone authorises: an expired sign-in changes nothing
        headers: {
          "Authorization": `Bearer ${this.token}`,
          "Accept-Language": document.documentElement.lang,
          ...(body ? { "Content-Type": "application/json" } : {}),
        },
        body: body ? JSON.stringify(body) : undefined,
      });
      const received = performance.now();
      const reply = { status: response.status, body: await response.json(), sent, received };
      if (reply.body.now) this.heard(reply);
      return reply;
    } catch (error) {
      // A cut connection, or an answer that isn't ours, such as a proxy's page.
      return { status: 0, body: {}, sent, received: performance.now() };
    } finally {
      clearTimeout(timer);
    }
  }
}
