/**
 * What a page says with every request that depends on who asks, while it knows a member but holds no token. Nobody is
 * believed for it: it only keeps them from being served, and remembered, as the guest whose cookie lies there too.
 */
export const spokenForHeader = "siren-speaks-for";
export const spokenForMember = "member";
