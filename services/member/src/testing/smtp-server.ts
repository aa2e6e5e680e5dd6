import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

export type Taken = { from: string; to: string; user: string; isSecure: boolean; raw: string };
/** What it says to a letter: an answer in place of 250, at which step; or it hangs up, or never answers. */
export type Trouble = { at: "RCPT" | "DATA" | "END"; say: string | "drop" | "never" };
export type SmtpOptions = {
  tls?: { key: string; cert: string };
  /** TLS from the first byte, in place of STARTTLS. */
  secure?: boolean;
  login?: { user: string; password: string; method?: "PLAIN" | "LOGIN" };
};

/**
 * A mail server that takes the protocol at its word (RFC 5321, 3207, 4954) and answers 5xx to all else: bare line
 * feeds, lines over 998 bytes, eight bits without BODY=8BITMIME, commands out of their order.
 */
export async function startSmtpServer(options: SmtpOptions = {}) {
  const taken: Taken[] = [];
  const faults: string[] = [];
  const sockets = new Set<Socket>();
  let troubles: Trouble[] = [];
  let connections = 0;

  function serve(plain: Socket) {
    connections += 1;
    sockets.add(plain);
    plain.on("close", () => sockets.delete(plain));
    plain.on("error", () => undefined);
    const context = options.tls && createSecureContext(options.tls);
    const upgrade = (socket: Socket) => {
      const secured = new TLSSocket(socket, { isServer: true, ...(context && { secureContext: context }) });
      secured.on("error", () => undefined);
      return secured;
    };
    talk(options.secure ? upgrade(plain) : plain, options.secure ?? false, true);

    function talk(socket: Socket, isSecure: boolean, greets: boolean) {
      let input = Buffer.alloc(0);
      let state: "new" | "hello" | "mail" | "rcpt" | "data" | "login" = "new";
      let [from, to, user, is8bit] = ["", "", "", false];
      let login: string[] = [];
      const trouble = (at: Trouble["at"]) => {
        const [next] = troubles;
        if (next?.at !== at) return undefined;
        troubles = troubles.slice(1);
        return next.say;
      };
      const write = (...lines: string[]) => socket.write(lines.map((line) => `${line}\r\n`).join(""));
      const fault = (why: string, code = 500) => {
        faults.push(why);
        write(`${code} ${why}`);
      };
      /** True when it was not answered as usual. */
      const isTroubled = (at: Trouble["at"]) => {
        const said = trouble(at);
        if (said === "drop") socket.destroy();
        else if (said !== undefined && said !== "never") write(said);
        return said !== undefined;
      };

      socket.on("data", (chunk: Buffer) => {
        input = Buffer.concat([input, chunk]);
        while (take());
      });
      if (greets) write("220 mail.test ESMTP");

      function take(): boolean {
        const mark = state === "data" ? "\r\n.\r\n" : "\r\n";
        const end = input.indexOf(mark);
        if (end < 0) return false;
        const part = input.subarray(0, state === "data" ? end + 2 : end);
        input = input.subarray(end + mark.length);
        if (state === "data") content(part);
        else command(part.toString("latin1"));
        return true;
      }

      function content(bytes: Buffer) {
        state = "hello";
        const raw = bytes.toString("utf8").replace(/^\.\./gm, ".");
        if (/(^|[^\r])\n|\r(?!\n)/.test(raw)) return fault("bare line end", 554);
        if (raw.split("\r\n").some((line) => Buffer.byteLength(line) > 998)) return fault("long line", 554);
        if (!is8bit && bytes.some((byte) => byte > 127)) return fault("eight bits", 554);
        if (isTroubled("END")) return;
        taken.push({ from, to, user, isSecure, raw });
        write("250 2.0.0 queued");
      }

      function command(line: string) {
        if (state === "login") return answerOfLogin(line);
        const verb = line.toUpperCase().split(/[ :]/)[0] ?? "";
        if (verb === "QUIT") return void socket.end("221 bye\r\n");
        if (verb === "EHLO") return hello();
        if (state === "new") return fault(`${verb} before EHLO`, 503);
        if (verb === "STARTTLS" && options.tls && !isSecure) return startTls();
        if (verb === "AUTH") return auth(line);
        if (verb === "RSET") {
          state = "hello";
          return void write("250 ok");
        }
        if (verb === "STARTTLS") return void write("502 not offered");
        if (options.login && user === "") return fault("not signed in", 530);
        if (options.tls && !isSecure) return fault("in the open", 530);
        if (verb === "MAIL" && state === "hello") return mail(line);
        if (verb === "RCPT" && state === "mail") return recipient(line);
        if (verb === "DATA" && state === "rcpt") {
          if (isTroubled("DATA")) return;
          state = "data";
          return void write("354 go on");
        }
        return fault(`${verb} out of order`, 503);
      }

      function hello() {
        state = "hello";
        const offers = ["8BITMIME", "SIZE 1000000"];
        if (options.tls && !isSecure) offers.push("STARTTLS");
        else if (options.login) offers.push(`AUTH ${options.login.method ?? "PLAIN LOGIN"}`);
        write("250-mail.test", ...offers.slice(0, -1).map((one) => `250-${one}`), `250 ${offers.at(-1)}`);
      }

      function startTls() {
        write("220 go ahead");
        socket.removeAllListeners("data");
        talk(upgrade(socket), true, false);
      }

      function auth(line: string) {
        if (options.tls && !isSecure) return fault("a password in the open", 538);
        const [, method = "", initial] = line.split(" ");
        if (method.toUpperCase() === "PLAIN" && initial !== undefined) {
          const [, name = "", password = ""] = Buffer.from(initial, "base64").toString().split("\0");
          return judge(name, password);
        }
        if (method.toUpperCase() !== "LOGIN") return fault("no such way to sign in", 504);
        state = "login";
        login = [];
        write("334 VXNlcm5hbWU6");
      }

      function answerOfLogin(line: string) {
        login.push(Buffer.from(line, "base64").toString());
        if (login.length === 1) return void write("334 UGFzc3dvcmQ6");
        state = "hello";
        judge(login[0] ?? "", login[1] ?? "");
      }

      function judge(name: string, password: string) {
        if (name !== options.login?.user || password !== options.login.password)
          return void write("535 5.7.8 no");
        user = name;
        write("235 welcome");
      }

      function mail(line: string) {
        const [, address, more = ""] = /^MAIL FROM:<([^<>\s]*)>(.*)$/i.exec(line) ?? [];
        if (address === undefined) return fault(`not an address: ${line}`, 501);
        [from, is8bit, state] = [address, / BODY=8BITMIME/i.test(more), "mail"];
        write("250 ok");
      }

      function recipient(line: string) {
        const address = /^RCPT TO:<([^<>\s]+@[^<>\s]+)>$/i.exec(line)?.[1];
        if (address === undefined) return fault(`not an address: ${line}`, 501);
        if (isTroubled("RCPT")) return;
        [to, state] = [address, "rcpt"];
        write("250 ok");
      }
    }
  }

  let server: Server = createServer(serve);
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  const port = await listen(0);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };

  return {
    port,
    taken,
    /** What it was told that is not the protocol. */
    faults,
    connections: () => connections,
    /** The next letters meet these, one each, in this order. */
    trouble: (...next: Trouble[]) => {
      troubles = next;
    },
    left: () => troubles.length,
    close,
    async reopen() {
      server = createServer(serve);
      await listen(port);
    },
  };
}

export type SmtpServer = Awaited<ReturnType<typeof startSmtpServer>>;
