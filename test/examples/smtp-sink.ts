import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';

export interface Mail {
  encrypted: boolean;
  auth?: string;
  from: string;
  to: string[];
  headers: Record<string, string>;
  text: string;
}

export interface SmtpSink {
  port: number;
  mails: Mail[];
  /** Has it refuse recipients whose address has this in it; empty: every one. */
  refuse: (part: string | undefined) => void;
  close: () => void;
}

/** A mail server that keeps what it is sent; with `tls` it offers STARTTLS, and takes nothing before; `smtps`: TLS from the start. */
export async function startSmtpSink({
  tls,
  smtps = false,
  host = '127.0.0.1',
}: { tls?: { key: string; cert: string }; smtps?: boolean; host?: string } = {}): Promise<SmtpSink> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  let refused: string | undefined;

  const serve = (socket: Socket, encrypted: boolean) => {
    sockets.add(socket);
    let mail: Pick<Mail, 'encrypted' | 'from' | 'to' | 'auth'> = { encrypted, from: '', to: [] };
    let data: string | undefined;
    let rest = '';
    const answer = (line: string) => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (data !== undefined) {
        if (line !== '.') return void (data += `${line}\r\n`);
        mails.push({ ...mail, ...parse(data) });
        data = undefined;
        return answer('250 taken');
      }
      const [, word = '', more = ''] = /^(\S+)(.*)$/.exec(line) ?? [];
      switch (word) {
        case 'EHLO':
          answer('250-sink');
          if (tls && !encrypted) answer('250-STARTTLS');
          return answer('250 AUTH PLAIN');
        case 'STARTTLS': {
          answer('220 go ahead');
          socket.removeAllListeners('data');
          serve(new TLSSocket(socket, { isServer: true, ...tls }), true);
          return;
        }
        case 'AUTH':
          mail = { ...mail, auth: Buffer.from(more.replace(' PLAIN ', ''), 'base64').toString().replaceAll('\0', '|') };
          return answer('235 fine');
        case 'MAIL':
          mail.from = more.replace(/^ FROM:<(.*)>$/, '$1');
          return answer(tls && !encrypted ? '530 encrypt first' : '250 fine');
        case 'RCPT':
          if (refused !== undefined && more.includes(refused)) return answer('550 no such person');
          mail.to.push(more.replace(/^ TO:<(.*)>$/, '$1'));
          return answer('250 fine');
        case 'DATA':
          data = '';
          return answer('354 go on');
        default:
          answer('500 what?');
      }
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        hear(line);
      }
    });
  };

  const greet = (socket: Socket) => {
    socket.write('220-sink\r\n220 ready\r\n');
    serve(socket, smtps);
  };
  const server = smtps ? createTlsServer({ ...tls }, greet) : createServer(greet);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    mails,
    refuse: (part) => void (refused = part),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function parse(data: string): Pick<Mail, 'headers' | 'text'> {
  const [head = '', body = ''] = data.split('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of head.replaceAll('\r\n ', ' ').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
    headers[name.toLowerCase()] = value;
  }
  return { headers, text: Buffer.from(body, 'base64').toString() };
}
