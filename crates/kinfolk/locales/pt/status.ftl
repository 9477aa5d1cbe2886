### Posts: reading, writing, deleting; home and the public timeline.

## Timelines

home-title = Início
home-empty-title = O seu Início está tranquilo
home-empty-text = As publicações das pessoas que você segue aparecem aqui, primeiro as mais recentes. Encontre alguém para seguir ou escreva você a primeira publicação.
home-empty-action = Ver publicações públicas
home-end = Você chegou ao fim.
public-title = Público
public-lead = O que as pessoas deste servidor publicam para todo mundo, primeiro o mais recente.
public-empty-title = Nada público ainda
public-empty-text = As publicações que todo mundo pode ver aparecem aqui.

tag-lead = Publicações públicas com esta hashtag, primeiro as mais recentes.
tag-empty-title = Nada aqui ainda
tag-empty-text = As publicações públicas que usam esta hashtag aparecem aqui.

## What one keeps

kept-tabs = O que você guarda
bookmarks-tab = Salvos
bookmarks-lead = Publicações que você salvou para depois. Ninguém mais as vê.
bookmarks-empty-title = Nada salvo ainda
bookmarks-empty-text = Toque no ícone de salvar abaixo de uma publicação para encontrá-la aqui de novo.
favourites-tab = Favoritos
favourites-lead = Publicações que você favoritou, primeiro as últimas.
favourites-empty-title = Nenhum favorito ainda
favourites-empty-text = Toque no coração abaixo de uma publicação para encontrá-la aqui de novo.

## Writing

composer-label = Nova publicação
composer-placeholder = No que você está pensando?
composer-reply-label = A sua resposta a @{ $acct }
composer-warning = Aviso de conteúdo
composer-warning-hint = Escreva o aviso aqui
composer-visibility = Quem pode ver
composer-language = Idioma da publicação
composer-language-none = Idioma
composer-submit = Publicar
composer-submit-reply = Responder
composer-limit = Até { $count } caracteres
visibility-public = Pública
visibility-unlisted = Pública silenciosa
visibility-private = Seguidores
visibility-direct = Só menções

## A post

status-label = Publicação de { $name }, { $time }
status-boosted = { $name } impulsionou
status-replying = Em resposta a @{ $acct }
status-continued = Continuação
status-warning-show = Mostrar
status-warning-hide = Ocultar
status-reply = Responder
status-boost = Impulsionar
status-unboost = Desfazer impulso
status-boost-off = Esta publicação não pode ser impulsionada
status-favourite = Favoritar
status-unfavourite = Remover dos favoritos
status-bookmark = Salvar
status-unbookmark = Remover dos salvos
status-more = Mais
status-open = Abrir publicação
status-delete = Excluir
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
thread-heading = Publicação
thread-ancestors = Antes nesta conversa
thread-replies = Respostas
thread-show = { $count ->
    [one] Mostrar { $count } resposta
   *[other] Mostrar { $count } respostas
}
thread-hide = { $count ->
    [one] Ocultar { $count } resposta
   *[other] Ocultar { $count } respostas
}
thread-no-replies = Nenhuma resposta ainda.
thread-sign-in = Entre para responder

## Deleting

delete-title = Excluir publicação
delete-heading = Excluir esta publicação?
delete-text = Ela desaparece para todo mundo, junto com os favoritos e impulsos. Isto não pode ser desfeito.
delete-submit = Excluir
delete-keep = Manter
composer-reply-gone = A publicação que você está respondendo foi excluída ou você não tem acesso a ela. O seu texto continua aqui; se você o enviar, será uma publicação à parte.
