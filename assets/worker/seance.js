/* Gardien de la séance: without the network, or without the server, /seance is the room that was frozen, from what
   assets/seance-kept.js put in the cache. It answers for nothing else. */
"use strict";
const CACHE = "cep-seance";
const ROOM = "/seance/salle";

async function kept(address) {
  return (await caches.open(CACHE)).match(address, { ignoreVary: true });
}

async function page(request) {
  try {
    const answer = await fetch(request);
    return answer.status < 500 ? answer : ((await kept(ROOM)) ?? answer);
  } catch (error) {
    const room = await kept(ROOM);
    if (room) return room;
    throw error;
  }
}

async function part(request) {
  return (await kept(request.url)) ?? fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && ["/seance", ROOM].includes(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(part(request));
});
