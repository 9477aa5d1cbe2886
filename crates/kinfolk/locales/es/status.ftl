### Posts: reading, writing, deleting; home and the public timeline.

## Timelines

home-title = Inicio
home-empty-title = Tu inicio está tranquilo
home-empty-text = Aquí aparecen las publicaciones de las personas que sigues, primero las más recientes. Busca a alguien a quien seguir o escribe tú la primera publicación.
home-empty-action = Ver publicaciones públicas
home-end = Has llegado al final.
public-title = Público
public-lead = Lo que las personas de este servidor publican para todo el mundo, primero lo más reciente.
public-empty-title = Todavía no hay nada público
public-empty-text = Aquí aparecen las publicaciones que puede ver todo el mundo.

tag-lead = Publicaciones públicas con esta etiqueta, primero las más recientes.
tag-empty-title = Todavía no hay nada
tag-empty-text = Aquí aparecen las publicaciones públicas que usan esta etiqueta.

## What one keeps

kept-tabs = Lo que guardas
bookmarks-tab = Marcadores
bookmarks-lead = Publicaciones que guardaste para más tarde. Nadie más las ve.
bookmarks-empty-title = Todavía no hay marcadores
bookmarks-empty-text = Pulsa el marcador debajo de una publicación para volver a encontrarla aquí.
favourites-tab = Favoritos
favourites-lead = Publicaciones que marcaste como favoritas, primero las últimas.
favourites-empty-title = Todavía no hay favoritos
favourites-empty-text = Pulsa el corazón debajo de una publicación para volver a encontrarla aquí.

## Writing

composer-label = Nueva publicación
composer-placeholder = ¿En qué estás pensando?
composer-reply-label = Tu respuesta a @{ $acct }
composer-warning = Aviso de contenido
composer-warning-hint = Escribe aquí la advertencia
composer-visibility = Quién puede verla
composer-language = Idioma de la publicación
composer-language-none = Idioma
composer-submit = Publicar
composer-submit-reply = Responder
composer-limit = Hasta { $count } caracteres
visibility-public = Pública
visibility-unlisted = Pública silenciosa
visibility-private = Seguidores
visibility-direct = Solo menciones

## A post

status-label = Publicación de { $name }, { $time }
status-boosted = { $name } impulsó
status-replying = En respuesta a @{ $acct }
status-continued = Continuación
status-warning-show = Mostrar
status-warning-hide = Ocultar
status-reply = Responder
status-boost = Impulsar
status-unboost = Deshacer impulso
status-boost-off = Esta publicación no se puede impulsar
status-favourite = Añadir a favoritos
status-unfavourite = Quitar de favoritos
status-bookmark = Añadir marcador
status-unbookmark = Quitar marcador
status-more = Más
status-open = Abrir publicación
status-delete = Eliminar
status-boosts = { $count ->
    [one] impulso
   *[other] impulsos
}
status-favourites = { $count ->
    [one] favorito
   *[other] favoritos
}
status-bot = Bot

## A thread

thread-title = { $name }: “{ $text }”
thread-heading = Publicación
thread-ancestors = Antes en esta conversación
thread-replies = Respuestas
thread-show = { $count ->
    [one] Mostrar { $count } respuesta
   *[other] Mostrar { $count } respuestas
}
thread-hide = { $count ->
    [one] Ocultar { $count } respuesta
   *[other] Ocultar { $count } respuestas
}
thread-no-replies = Todavía no hay respuestas.
thread-sign-in = Inicia sesión para responder

## Deleting

delete-title = Eliminar publicación
delete-heading = ¿Eliminar esta publicación?
delete-text = Desaparecerá para todo el mundo, junto con sus favoritos e impulsos. Esto no se puede deshacer.
delete-submit = Eliminar
delete-keep = Conservar
composer-reply-gone = La publicación a la que respondes se eliminó o no está a tu alcance. Tu texto sigue aquí; si lo envías, será una publicación aparte.
