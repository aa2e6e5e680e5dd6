/** Whom and what all the golden examples are about. */
export const memberId = "mem_01J9ZK3V5QW8XH2N7TB4RCEDFG";
export const cardId = "crd_01J9ZK3V5QW8XH2N7TB4RCEDFH";
export const orderId = "ord_01J9ZK3V5QW8XH2N7TB4RCEDFJ";
export const ticketId = "tkt_01J9ZK3V5QW8XH2N7TB4RCEDFK";
export const unitId = "unt_01J9ZK3V5QW8XH2N7TB4RCEDFM";
export const eventId = "evt_01J9ZK3V5QW8XH2N7TB4RCEDFN";
export const couponId = "cpn_01J9ZK3V5QW8XH2N7TB4RCEDFT";
export const storeId = "seongsu";
export const at = 1_795_254_681_000;
export const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
