"use strict";
// The real express-gateway, in a process of its own: `node their-process.cjs FOLDER`. Tells its port in one line.
const eg = require("express-gateway");

const [folder, known] = process.argv.slice(2);

/** The same people as in our file of credentials. */
async function addPeople({ users, keys, tokens, scopes }) {
  const { user, credential } = require("express-gateway/lib/services");
  await credential.insertScopes(scopes);
  const ids = new Map();
  for (const { name, password, scopes: held } of users) {
    const { id } = await user.insert({ username: name, firstname: name, lastname: name });
    ids.set(name, id);
    await credential.insertCredential(id, "basic-auth", { password, scopes: held });
  }
  for (const { of, keyId, keySecret, scopes: held } of keys)
    await credential.insertCredential(ids.get(of), "key-auth", { keyId, keySecret, scopes: held });
  for (const { of, keyId } of tokens) await credential.insertCredential(ids.get(of), "jwt", { keyId });
}

async function main() {
  const [gateway] = await eg().load(folder).run();
  if (known) await addPeople(JSON.parse(known));
  console.log(`listening ${gateway.app.address().port}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
