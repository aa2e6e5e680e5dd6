// Its bare proxy: no policy but `proxy`, no admin port, its own in-process stand-in for redis.
const fs = require("node:fs");
const path = require("node:path");

const folder = process.env.FOLDER;
fs.writeFileSync(
  path.join(folder, "gateway.config.yml"),
  `http: { port: ${process.env.PORT} }
apiEndpoints: { all: { host: '*' } }
serviceEndpoints: { backend: { url: '${process.env.BACKEND}' } }
policies: [proxy]
pipelines:
  all: { apiEndpoints: [all], policies: [{ proxy: [{ action: { serviceEndpoint: backend, changeOrigin: true } }] }] }
`,
);
fs.writeFileSync(
  path.join(folder, "system.config.yml"),
  `db: { redis: { emulate: true, namespace: EG } }
crypto: { cipherKey: sensitiveKey, algorithm: aes256, saltRounds: 10 }
session: { secret: keyboard cat, resave: false, saveUninitialized: false }
accessTokens: { timeToExpiry: 7200000 }
refreshTokens: { timeToExpiry: 7200000 }
authorizationCodes: { timeToExpiry: 300000 }
`,
);
fs.mkdirSync(path.join(folder, "models"), { recursive: true });
const models = path.join(
  path.dirname(require.resolve("express-gateway/package.json")),
  "lib",
  "config",
  "models",
);
if (fs.existsSync(models)) fs.cpSync(models, path.join(folder, "models"), { recursive: true });
require("express-gateway")().load(folder).run();
