import assert from "node:assert/strict";
import { test } from "node:test";
import { compileTemplate, inHeader, templateText, templateValue } from "../src/templates/template.ts";
import { type Asked, fakeExchange } from "../src/testing/fake-exchange.ts";

const filled = (text: string, asked: Asked = {}) => compileTemplate(text).fill(fakeExchange(asked).exchange);
const faultOf = (text: string, schema: typeof templateText = templateText) =>
  schema
    .safeParse(text)
    .error?.issues.map(({ message }) => message)
    .join("; ");

test("each lookup finds its part of the request, and what is around it stands as it is", () => {
  const asked = {
    method: "POST",
    url: "/a/b%20c?q=1&q=2&empty=",
    headers: { host: "shop.test", "X-User": "mina" },
    claims: { sub: "mem_1", roles: ["a", "b"], address: { city: "Seoul" }, level: 3 },
    route: { params: { id: "7" }, rest: ["b c"] },
  };
  const cases = {
    "{method} {host}{url}": "POST shop.test/a/b%20c?q=1&q=2&empty=",
    "{path} {path.0}/{path.1}/{path.9}|{path.id}": "/a/b%20c a/b c/|7",
    "{rest}@{route} from {ip}": "b c@shop from 192.0.2.7",
    "{header.x-user}={header.X-USER}": "mina=mina",
    "{query.q}{query.none}": "1",
    "{claim.sub} {claim.roles} {claim.address.city} {claim.level}": "mem_1 a,b Seoul 3",
    "{claim.none|nobody} {query.empty|nothing} {header.x-user|nobody}": "nobody nothing mina",
    "{{{method}}} {|$}{ip} 100%": "{POST} $192.0.2.7 100%",
    "no lookup at all": "no lookup at all",
    "": "",
  };
  for (const [text, wanted] of Object.entries(cases)) assert.equal(filled(text, asked), wanted, text);
});

test("what nobody claims is nothing, whatever every object has", () => {
  for (const name of ["constructor", "__proto__", "toString", "sub.length", "sub.constructor.name"])
    assert.equal(filled(`{claim.${name}|-}`, { claims: { sub: "x" } }), "-", name);
  assert.equal(filled("{path.constructor|-}{query.constructor|-}", { route: { params: {} } }), "--");
});

test("a lookup alone keeps its kind, in a text it is text", () => {
  const { exchange } = fakeExchange({ claims: { level: 3, roles: ["a"] } });
  assert.equal(compileTemplate("{claim.level}").value(exchange), 3);
  assert.deepEqual(compileTemplate("{claim.roles}").value(exchange), ["a"]);
  assert.equal(compileTemplate("level {claim.level}").value(exchange), "level 3");
  assert.equal(compileTemplate("{claim.none|7}").value(exchange), "7");
});

test("a lookup that does not exist and a brace alone are refused when the file is read", () => {
  assert.match(faultOf("{claims.sub}") ?? "", /^\{claims\.sub\} is no lookup; there are claim\.NAME/);
  for (const text of ["{}", "{header.}", "{header.a b}", "{toString}", "{constructor.x}", "{claim.a..b}"])
    assert.match(faultOf(text) ?? "", /is no lookup/, text);
  assert.match(faultOf("a { b") ?? "", /a \{ stands alone at 3; as such it is written \{\{/);
  assert.match(faultOf("a } b") ?? "", /a \} stands alone/);
  assert.equal(faultOf("{claim.sub|{{}"), undefined);
});

test("express-gateway's code is refused with the lookup that says the same", () => {
  const messages: Record<string, RegExp> = {
    "${req.ip}": /write \{ip\} in place of \$\{req\.ip\}/,
    "by ${egContext.req.ip}": /write \{ip\}/,
    "${req.method} ${req.originalUrl}": /write \{method\}/,
    "${req.headers['X-User']}": /write \{header\.x-user\}/,
    "${req.headers.host}": /write \{host\}/,
    "${req.get('x-user')}": /write \{header\.x-user\}/,
    "${req.query.page}": /write \{query\.page\}/,
    "${req.params[0]}": /write \{rest\}/,
    "${req.params.id}": /write \{path\.id\}/,
    "${consumer.id}": /write \{claim\.sub\}/,
    "${req.user.tenant}": /write \{claim\.tenant\}/,
    "${requestID}": /write \{requestId\}/,
    "${process.exit()}": /code is not carried .* say it with lookups/,
    "${new Date()}": /code is not carried/,
    "${1 + 1": /code is not carried/,
  };
  for (const [text, wanted] of Object.entries(messages)) assert.match(faultOf(text) ?? "", wanted, text);
  const values: Record<string, RegExp> = {
    "req.headers['x-user']": /write \{header\.x-user\} in place of req\.headers/,
    "'fixed'": /write fixed in place of 'fixed'/,
    "'a' + req.ip": /code is not carried/,
    "(() => 1)()": /code is not carried/,
    "process.env.SECRET": /code is not carried/,
    "new Date().toISOString()": /code is not carried/,
  };
  for (const [text, wanted] of Object.entries(values))
    assert.match(faultOf(text, templateValue) ?? "", wanted, text);
  for (const text of ["fixed", "req", "a-b", "{ip}", "Bearer {header.x-token}", "it's", 'W/"1"'])
    assert.equal(faultOf(text, templateValue), undefined, text);
});

test("nothing that was looked up ends a header or starts one", () => {
  assert.equal(inHeader("a\r\nSet-Cookie: x=1"), "a%0D%0ASet-Cookie: x=1");
  assert.equal(inHeader("\u0000\u007f라떼 é \ud800"), "%00%7F%EB%9D%BC%EB%96%BC %C3%A9 %EF%BF%BD");
  assert.equal(inHeader("  plain\tvalue ~ "), "plain\tvalue ~");
});
