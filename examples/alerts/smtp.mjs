import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** One connection to a mail server, a line and its reply at a time. Whatever goes wrong rejects the reply that is waited for. */
export class Smtp {
  #socket;
  #text = '';
  #error;
  #wake = () => undefined;

  /** By TLS from the start, or plain: `startTls` follows then. */
  static connect({ host, port, tls }) {
    return new Smtp(tls ? connectTls({ host, port, ...nameOf(host) }) : connectTcp({ host, port }));
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#text += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('error', (error) => this.end(`cannot be reached: ${error.code ?? error.message}`));
    socket.on('close', () => this.end('has hung up'));
  }

  /** Goes on by TLS; what came unencrypted is forgotten. */
  async startTls(host) {
    await this.say('STARTTLS', 220);
    this.#socket.removeAllListeners('data');
    return new Smtp(connectTls({ socket: this.#socket, host, ...nameOf(host) }));
  }

  /** Sends a line; its reply, which must begin with that code. `name` stands for the line in errors, where it is a secret. */
  async say(line, code, name = line.split('\r\n')[0]) {
    this.#socket.write(`${line}\r\n`);
    return this.reply(code, name);
  }

  async reply(code, name = 'the connection') {
    for (;;) {
      const [reply] = /^(\d{3}-.*\r?\n)*\d{3}( .*)?\r?\n/.exec(this.#text) ?? [];
      if (reply !== undefined) {
        this.#text = this.#text.slice(reply.length);
        if (reply.startsWith(String(code))) return reply;
        throw new Error(`The mail server refuses ${name}: ${reply.trim()}`);
      }
      if (this.#error) throw this.#error;
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  end(why) {
    this.#error ??= new Error(`The mail server ${why}`);
    this.#socket.destroy();
    this.#wake();
  }
}

const nameOf = (host) => (isIP(host) ? {} : { servername: host });
