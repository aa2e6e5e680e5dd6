import gateway from "fast-gateway";

const service = gateway({ routes: [{ prefix: "/api/v1/order", target: process.env.BACKEND }] });
const server = await service.start(0, "127.0.0.1");
console.log(JSON.stringify({ event: "listening", url: `http://127.0.0.1:${server.address().port}` }));
