### People: profiles, lists, following and blocking, search.

profile-joined = Se unió en { $month }
profile-posts = { $count ->
    [one] publicación
   *[other] publicaciones
}
profile-following = siguiendo
profile-followers = { $count ->
    [one] seguidor
   *[other] seguidores
}
profile-friends-count = { $count ->
    [one] amistad
   *[other] amistades
}
profile-follows-you = Te sigue
profile-requested = Solicitud enviada
profile-friend-requested = Solicitud de amistad enviada
profile-locked = Aprueba a sus seguidores
profile-bot = Bot
profile-friends = Amistad
profile-muted = Cuenta silenciada
profile-requests = { $count ->
    [one] { $count } solicitud de seguimiento
   *[other] { $count } solicitudes de seguimiento
}
profile-empty-title = Todavía no hay publicaciones
profile-empty-text = Cuando { $name } publique algo, aparecerá aquí.
profile-empty-own = Lo que publiques aparecerá aquí.
profile-write-first = Escribe tu primera publicación
profile-blocking-title = Has bloqueado a { $name }
profile-blocking-text = Ninguna de las dos cuentas ve nada de la otra. Quita el bloqueo para volver a ver sus publicaciones.
profile-verified = Verificado
profile-verified-at = Enlace a este perfil comprobado el { $time }
profile-tabs = Qué se muestra
profile-tab-posts = Publicaciones
profile-tab-replies = Publicaciones y respuestas
profile-note-private = Nota privada
profile-note-label = Solo tú ves esto
profile-note-save = Guardar nota
profile-own-more = Más de tu cuenta
profile-more = Más sobre { $name }

## Buttons

follow = Seguir
follow-back = Seguir también
follow-held = Siguiendo
follow-cancel = Cancelar solicitud
follow-undo = Dejar de seguir
block = Bloquear a @{ $acct }
block-text = Ni verás nada de { $name } ni { $name } verá nada tuyo, y ninguno de los dos seguirá al otro.
block-submit = Bloquear
unblock = Desbloquear
mute = Silenciar a @{ $acct }
mute-duration = Cuánto tiempo
mute-for-ever = Hasta que lo anules
mute-hour = Una hora
mute-6-hours = 6 horas
mute-day = Un día
mute-week = Una semana
mute-notifications = Ocultar también sus notificaciones
mute-submit = Silenciar
unmute = Dejar de silenciar a @{ $acct }
friend-ask = Enviar solicitud de amistad
friend-cancel = Cancelar solicitud de amistad
friend-end = Terminar amistad
friend-end-text = Ya no seguirás a { $name } ni { $name } te seguirá a ti.
follower-remove = Quitar de mis seguidores
follower-remove-text = { $name } dejará de seguirte y no recibirá ningún aviso.
follower-remove-submit = Quitar
answer-accept = Aceptar
answer-decline = Rechazar

## Lists

followers-title = Quién sigue a { $name }
following-title = A quién sigue { $name }
friends-title = Amistades de { $name }
people-tabs = Listas de personas
followers-tab = Seguidores
following-tab = Siguiendo
friends-tab = Amistades
followers-empty-title = Todavía no hay seguidores
followers-empty-text = Aquí aparecen las personas que siguen a { $name }.
following-empty-title = Todavía no sigue a nadie
following-empty-text = Aquí aparecen las personas a las que sigue { $name }.
friends-empty-title = Todavía no hay amistades
friends-empty-text = Aquí aparecen las personas que siguen a { $name } y a las que { $name } sigue.
people-hidden-title = No se muestra
people-hidden-text = { $name } no comparte estas listas.
people-hidden-own = Solo tú ves estas listas.

## Requests

requests-title = Solicitudes
requests-friends = Solicitudes de amistad
requests-followers = Solicitudes de seguimiento
requests-empty-title = No hay nadie esperando
requests-empty-text = Aquí podrás responder a las solicitudes de amistad y, si apruebas a tus seguidores, a las de seguimiento.

## Search

search-title = Buscar
search-tags = Etiquetas
search-found = { $count ->
    [one] { $count } persona
   *[other] { $count } personas
}
search-start-title = Buscar personas
search-start-text = Busca por nombre o @usuario, o una #etiqueta.
search-empty-title = No se encontró a nadie
search-empty-text = Nadie de aquí coincide con “{ $query }”. Revisa cómo está escrito o prueba con una parte del nombre.
